#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace mdc::test {

/// A folder of its own for one test, removed with everything in it. In memory where there is
/// enough: these tests sync thousands of times, and none of them cuts the power of a real disk.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (base() / "mdc-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code code;
        std::filesystem::remove_all(path_, code);
    }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& below) const {
        return path_ / below;
    }

  private:
    static std::filesystem::path base() {
        constexpr std::uintmax_t kEnough = 1u << 30;
        const std::filesystem::path memory = "/dev/shm";
        std::error_code code;
        const auto space = std::filesystem::space(memory, code);
        return !code && space.available >= kEnough ? memory
                                                   : std::filesystem::temp_directory_path();
    }

    std::filesystem::path path_;
};

}  // namespace mdc::test
