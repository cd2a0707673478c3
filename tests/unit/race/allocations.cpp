#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace mdc::race {
namespace {

std::atomic<std::uint64_t> g_allocations{0};

}  // namespace

std::uint64_t allocation_count() noexcept { return g_allocations.load(); }

void* counted(std::size_t bytes) {
    g_allocations.fetch_add(1);
    void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace mdc::race

void* operator new(std::size_t bytes) { return mdc::race::counted(bytes); }
void* operator new[](std::size_t bytes) { return mdc::race::counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
