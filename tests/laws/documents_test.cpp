// Writes random documents for validators of others: tools/compare-validators --random.
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace renkei::laws::documents_test {
namespace {

namespace fs = std::filesystem;

// Forms that only tests know have no profiles in our package.
bool is_published(const LoadedForm& form) {
    return fs::exists(fs::path(RENKEI_SOURCE) / "mappings" / form.folder);
}

TEST(Documents, are_written_for_other_validators) {
    const char* folder = std::getenv("RENKEI_DOCUMENTS");
    if (folder == nullptr) {
        GTEST_SKIP() << "RENKEI_DOCUMENTS names no folder";
    }
    holds([folder](Lens& lens, model::Record& record, Random&) {
        if (!is_published(lens.loaded())) {
            return std::string();
        }
        std::ofstream out(fs::path(folder) / (lens.loaded().folder + ".ndjson"), std::ios::app);
        out << lens.fill(record) << '\n';
        return out ? std::string() : "cannot be written";
    });
}

} // namespace
} // namespace renkei::laws::documents_test
