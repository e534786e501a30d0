// A folder with a key file in it, gone at the end.
#pragma once

#include "gateway/network/seal/key_ring.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace renkei::seal {

class KeyFolder {
public:
    std::filesystem::path keys() const { return folder_ / "keys"; }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_.path()),
                                                      std::filesystem::directory_iterator()));
    }
    void write(std::string_view text) const {
        std::ofstream(keys(), std::ios::binary) << text;
        set_mode(0600);
    }
    std::string text() const {
        std::stringstream out;
        out << std::ifstream(keys(), std::ios::binary).rdbuf();
        return out.str();
    }
    void set_mode(unsigned mode) const { std::filesystem::permissions(keys(), std::filesystem::perms(mode)); }
    unsigned mode() const { return static_cast<unsigned>(std::filesystem::status(keys()).permissions()); }

private:
    test::Folder folder_{};
};

inline std::vector<std::string> ids(const KeyRing& ring) {
    std::vector<std::string> out;
    for (const MasterKey& key : ring.keys()) {
        out.push_back(key.id);
    }
    return out;
}

} // namespace renkei::seal
