// A configuration file that is there as long as this object, in a folder of its own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace renkei::server {

class Written {
public:
    explicit Written(const std::string& text) {
        std::string pattern = (std::filesystem::temp_directory_path() / "renkei-settings-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        std::ofstream(file()) << text;
    }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;
    ~Written() { std::filesystem::remove_all(folder_); }

    std::filesystem::path file() const { return folder_ / "renkei.yaml"; }

private:
    std::filesystem::path folder_;
};

} // namespace renkei::server
