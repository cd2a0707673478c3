#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace mdc::race {
namespace {

std::atomic<std::uint64_t> g_allocations{0};

}  // namespace

std::uint64_t allocation_count() noexcept { return g_allocations.load(); }

void* counted(std::size_t bytes, std::size_t alignment) {
    g_allocations.fetch_add(1);
    const std::size_t rounded = (bytes + alignment) / alignment * alignment;
    void* const memory = std::aligned_alloc(alignment, rounded);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace mdc::race

void* operator new(std::size_t bytes) {
    return mdc::race::counted(bytes, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new[](std::size_t bytes) { return operator new(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    return operator new(bytes);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return mdc::race::counted(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
    return operator new(bytes, alignment);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
