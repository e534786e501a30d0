#include "product.h"

#include "gateway/core/base/file.h"

#include <gtest/gtest.h>

namespace renkei::service {

const catalogue::Catalogue& product() {
    static const catalogue::Catalogue catalogue = [] {
        auto opened = catalogue::Catalogue::open_file(fs::path(RENKEI_BINARY) / "share/mappings.cache");
        EXPECT_TRUE(opened) << (opened ? "" : diag::to_text(opened.error(), diag::Language::english));
        return *std::move(opened);
    }();
    return catalogue;
}

Input file_of_cases(const std::string& name) {
    const auto read = read_input(fs::path(RENKEI_BINARY) / "tests/files" / name);
    EXPECT_TRUE(read) << name;
    return read.value_or(Input{});
}

void Folder::write(const std::string& name, std::string_view bytes) const {
    fs::create_directories((path() / name).parent_path());
    EXPECT_TRUE(base::write_file(path() / name, bytes, base::Overwrite::no)) << name;
}

} // namespace renkei::service
