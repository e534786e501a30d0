// Build time: a FHIR package (folder of JSON files) → an image. make_image NAME VERSION FOLDER OUT
#include "gateway/fhir/packages/image_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

namespace {

namespace fs = std::filesystem;

bool failed(const renkei::diag::Error& error, const fs::path& file) {
    fmt::print(stderr, "make_image: {}: {}\n", file.string(),
               to_text(error, renkei::diag::Language::english));
    return false;
}

bool write(const std::string& name, const std::string& version, const fs::path& folder, const fs::path& out) {
    renkei::packages::ImageBuilder builder(renkei::packages::Snapshots::made_again);
    const auto manifest = builder.add_manifest(
        fmt::format(R"({{"name":"{}","version":"{}","fhirVersions":["4.0.1"]}})", name, version));
    if (!manifest) {
        return failed(manifest.error(), out);
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files); // the same package gives the same bytes everywhere
    for (const fs::path& file : files) {
        const auto content = renkei::base::read_file(file);
        if (!content) {
            return failed(content.error(), file);
        }
        if (const auto added = builder.add(*content, file.filename().string()); !added) {
            return failed(added.error(), file);
        }
    }
    const auto written = renkei::base::write_file(out, builder.finish(), renkei::base::Overwrite::yes);
    return written ? true : failed(written.error(), out);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: make_image NAME VERSION FOLDER OUT\n", stderr);
        return 3;
    }
    return write(argv[1], argv[2], argv[3], argv[4]) ? 0 : 1;
}
