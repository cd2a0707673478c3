#include "tests/unit/net/support/allocations.hpp"

#include <cstdlib>
#include <new>

#include <openssl/crypto.h>

namespace {

struct Counts {
    std::size_t by_new = 0;
    std::size_t by_openssl = 0;
    long kept_by_openssl = 0;
};
thread_local bool is_counting = false;
thread_local Counts counts;

void* allocate(std::size_t size) {
    if (is_counting) ++counts.by_new;
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void* openssl_malloc(std::size_t size, const char*, int) {
    if (is_counting) {
        ++counts.by_openssl;
        ++counts.kept_by_openssl;
    }
    return std::malloc(size);
}
void* openssl_realloc(void* memory, std::size_t size, const char*, int) {
    if (is_counting) {
        ++counts.by_openssl;
        if (memory == nullptr) ++counts.kept_by_openssl;
    }
    return std::realloc(memory, size);
}
void openssl_free(void* memory, const char*, int) {
    if (is_counting && memory != nullptr) --counts.kept_by_openssl;
    std::free(memory);
}

const bool is_hooked = CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace mdc::net::test {

AllocationCount::AllocationCount() noexcept {
    counts = {};
    is_counting = true;
}
AllocationCount::~AllocationCount() { is_counting = false; }
std::size_t AllocationCount::value() const noexcept { return counts.by_new; }
std::size_t AllocationCount::openssl() const noexcept { return counts.by_openssl; }
long AllocationCount::openssl_kept() const noexcept { return counts.kept_by_openssl; }

bool counts_openssl() noexcept { return is_hooked; }

}  // namespace mdc::net::test
