#include "tests/integration/record/allocations.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <execinfo.h>
#include <new>
#include <pthread.h>

namespace {

constexpr int kDepth = 24;

std::atomic<const char*> watched{nullptr};
std::atomic<std::uint64_t> counted{0};
std::array<void*, kDepth> first_frames{};
std::atomic<int> first_depth{0};

enum class Known : unsigned char { no, yes, not_asked };
thread_local Known is_watched = Known::not_asked;

/// Asked once per thread, when it first allocates during a count.
bool is_watched_thread(const char* name) noexcept {
    if (is_watched == Known::not_asked) {
        std::array<char, 16> own{};
        ::pthread_getname_np(::pthread_self(), own.data(), own.size());
        is_watched = std::strcmp(own.data(), name) == 0 ? Known::yes : Known::no;
    }
    return is_watched == Known::yes;
}

void* allocate(std::size_t size) {
    const char* name = watched.load(std::memory_order_relaxed);
    if (name != nullptr && is_watched_thread(name)) [[unlikely]] {
        if (counted.fetch_add(1) == 0) first_depth = ::backtrace(first_frames.data(), kDepth);
    }
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace mdc::test {

ThreadAllocations::ThreadAllocations(const char* name) {
    std::array<void*, 4> frames{};
    (void)::backtrace(frames.data(), 4);  // loads what it needs, now
    counted = 0;
    first_depth = 0;
    watched = name;
}

ThreadAllocations::~ThreadAllocations() { watched = nullptr; }

std::uint64_t ThreadAllocations::count() const noexcept { return counted; }

std::string ThreadAllocations::first_place() const {
    std::string text;
    char** names = ::backtrace_symbols(first_frames.data(), first_depth);
    for (int i = 0; i < first_depth; ++i) text += std::string(names[i]) + "\n";
    std::free(names);
    return text;
}

}  // namespace mdc::test
