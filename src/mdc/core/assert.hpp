#pragma once

#include <cstdio>
#include <cstdlib>

/// A mistake of the programmer ends the process at once, in every build; never used for input.
#define MDC_ASSERT(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
