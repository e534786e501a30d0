// What `renkei fetch` put into a folder: one line in a hidden file there for each delivery. It remembers the
// names after their files were taken away, so that no name ever stands for two documents, and so that a
// notice is named as the file was.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/diag/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace renkei::client {

inline constexpr const char* fetched_files_name = ".renkei-fetched";

struct FetchedEntry {
    std::string delivery{}; // letters, digits, hyphens; so is the document
    std::string document{}; // "-": unknown
    std::uint32_t version = 0;
    std::string sha256{}; // of the file in hex; "withdrawn": it is the notice of a withdrawal
    std::string name{};   // in the folder
    bool is_notice() const { return sha256 == "withdrawn"; }
    bool operator==(const FetchedEntry&) const = default;
};

class FetchedFiles {
public:
    // Makes the file if it is missing. Waits for another program that fetches into this folder.
    static diag::Result<FetchedFiles> open(const std::filesystem::path& folder);

    const FetchedEntry* find(const std::string& delivery) const; // the last one; null: none
    // Whether no other delivery has the name.
    bool is_free(const std::string& name, const std::string& delivery) const;
    // Files of the document that no withdrawal has named since.
    std::vector<FetchedEntry> files_of(const std::string& document) const;
    // On disk when it returns.
    diag::Result<void> add(const FetchedEntry& entry);

private:
    FetchedFiles(std::filesystem::path file, base::FileDescriptor opened)
        : file_(std::move(file)),
          opened_(std::move(opened)) {}
    void take(const std::string& text);
    void note(FetchedEntry entry);

    std::filesystem::path file_;
    base::FileDescriptor opened_; // locked
    bool is_cut_ = false;         // its last line has no end: a program was killed
    std::vector<FetchedEntry> entries_{};
    std::map<std::string, std::size_t> by_delivery_{};
    std::map<std::string, std::string> owners_{}; // deliveries, by name
    std::multimap<std::string, std::size_t> by_document_{};
};

} // namespace renkei::client
