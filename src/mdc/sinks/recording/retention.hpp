#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mdc/config/config.hpp"
#include "mdc/core/counter.hpp"
#include "mdc/core/time.hpp"
#include "mdc/journal/file.hpp"
#include "mdc/journal/names.hpp"

// storage.keep: a recording that runs for months deletes its oldest Parquet files. Only what has
// exactly the place and name that a conversion gives is ever touched, and no link is followed. The
// age of a file is that of its day: its name has the start of a run, which may be months before.

namespace mdc::sinks {

/// A Parquet file of a recording: `<table>/date=<day>/venue=…/<name>.parquet`.
struct RecordedFile {
    std::filesystem::path path;
    std::int64_t day = 0;  ///< utc_day() of its rows' receipt
    journal::JournalName name;
    std::uint64_t bytes = 0;
};

/// Those of a recording directory, the oldest first: by day, start of the run, number.
std::vector<RecordedFile> recorded_files(const std::filesystem::path& root);

struct Deletion {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::string problem;  ///< of the first file that could not be deleted
};

/// Deletes what is older than the age, then the oldest until the rest fits the size, at most
/// `most_files`, and the folders that this leaves empty. Never a file of the day of `now` or later.
Deletion delete_oldest(journal::Files& disk, const std::filesystem::path& root,
                       const config::Keep& keep, UnixMicros now, std::size_t most_files);

/// Does that once a minute from a thread of its own, with a log line when something went.
class Retention {
  public:
    /// The thread alone writes the counters; they and the disk outlive this.
    Retention(journal::Files& disk, std::filesystem::path root, config::Keep keep, Counter& files,
              Counter& bytes);
    Retention(const Retention&) = delete;
    Retention& operator=(const Retention&) = delete;
    ~Retention();

  private:
    void run();
    void delete_and_tell();

    journal::Files& disk_;
    const std::filesystem::path root_;
    const config::Keep keep_;
    Counter& files_;
    Counter& bytes_;
    std::string last_problem_;

    std::mutex mutex_;
    std::condition_variable stopping_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace mdc::sinks
