// One file that grows document by document under another name and gets its own only when it is whole.
#pragma once

#include "gateway/base/file.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::cli {

class JoinedFile {
public:
    static diag::Result<std::unique_ptr<JoinedFile>> open(const std::filesystem::path& path, base::Overwrite overwrite);
    JoinedFile(const JoinedFile&) = delete;
    JoinedFile& operator=(const JoinedFile&) = delete;
    ~JoinedFile();  // removes what was not committed

    diag::Result<void> append(std::string_view bytes);
    diag::Result<void> commit();

private:
    JoinedFile(std::filesystem::path path, std::filesystem::path part, int number, base::Overwrite overwrite)
        : path_(std::move(path)), part_(std::move(part)), number_(number), overwrite_(overwrite) {}
    diag::Result<void> failed() const;

    std::filesystem::path path_;
    std::filesystem::path part_;
    int number_;  // file descriptor; -1: closed
    base::Overwrite overwrite_;
};

}  // namespace renkei::cli
