// Bytes that do not fit into memory, in files without a name: encrypted under a key that only this process
// has, gone when it ends.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/seal/hash.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

class Spool {
public:
    struct Limits {
        std::uint64_t total = 0;      // bytes; 0: nothing is written to disk
        std::uint64_t per_caller = 0; // bytes
    };
    static constexpr std::uint64_t default_reserve = 512U << 20;
    // `reserve`: so many bytes of the folder's file system stay free for the store, which may be on it.
    Spool(std::filesystem::path folder, const Limits& limits, std::uint64_t reserve = default_reserve)
        : folder_(std::move(folder)),
          limits_(limits),
          reserve_(reserve) {}

    // Written from beginning to end, then read once from beginning to end.
    class File {
    public:
        File(Spool& spool, std::string caller, base::FileDescriptor file)
            : spool_(&spool),
              caller_(std::move(caller)),
              file_(std::move(file)) {}
        File(const File&) = delete;
        File& operator=(const File&) = delete;
        ~File(); // gives the room back
        bool
        append(std::string_view bytes); // false: no room, or the disk failed: then it is of no use any more
        // The next piece; empty at the end. Nothing if the disk failed or its bytes are not those written.
        std::optional<std::string> next();
        std::uint64_t size() const { return size_; } // of what was appended

    private:
        bool write_block();
        Spool* spool_;
        std::string caller_;
        base::FileDescriptor file_;
        std::string block_{}; // appended and not written yet; room for the nonce before it
        std::uint64_t size_ = 0;
        std::uint64_t written_ = 0; // blocks
        std::uint64_t read_ = 0;    // blocks
    };
    std::unique_ptr<File> open(std::string caller); // null: no file can be made there, or there is no spool
    bool is_there() const { return limits_.total > 0 && !folder_.empty(); }
    std::uint64_t used() const; // bytes, of all callers

private:
    bool take(const std::string& caller, std::uint64_t bytes);
    bool has_disk(std::uint64_t bytes); // under the lock
    void give_back(const std::string& caller, std::uint64_t bytes);
    std::optional<seal::Hash> key();

    const std::filesystem::path folder_;
    const Limits limits_;
    const std::uint64_t reserve_;
    mutable std::mutex mutex_;
    std::optional<seal::Hash> key_;
    std::uint64_t used_ = 0;
    std::uint64_t granted_ = 0; // bytes that may be taken before the file system is asked again
    std::map<std::string, std::uint64_t> by_caller_;
};

} // namespace renkei::http
