#include "tests/xml/package.h"

#include "gateway/core/base/filesystem.h"

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <memory>

namespace renkei::xml {
namespace {

fs::path from_environment(const char* variable) {
    const char* const value = std::getenv(variable);
    return value == nullptr ? fs::path() : fs::path(value);
}

fs::path cache() {
    const fs::path chosen = from_environment("XDG_CACHE_HOME");
    return (chosen.empty() ? from_environment("HOME") / ".cache" : chosen) / "renkei";
}

} // namespace

fs::path find_package(std::string_view file) {
    for (const fs::path& folder : {fs::path(RENKEI_PACKAGES), from_environment("RENKEI_PACKAGES"), cache()}) {
        if (!folder.empty() && fs::exists(folder / file)) {
            return folder / file;
        }
    }
    return {};
}

std::size_t each_json(const fs::path& package,
                      const std::function<void(const std::string& name, const std::string& text)>& use) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(),
                                                                        archive_read_free);
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_filename(reader.get(), package.c_str(), 1 << 16) != ARCHIVE_OK) {
        return 0;
    }
    std::size_t count = 0;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
        const fs::path name = archive_entry_pathname(entry);
        if (name.parent_path() != "package" || name.extension() != ".json" ||
            name.filename() == "package.json") {
            continue;
        }
        std::string text(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        if (archive_read_data(reader.get(), text.data(), text.size()) ==
            static_cast<la_ssize_t>(text.size())) {
            use(name.filename().string(), text);
            ++count;
        }
    }
    return count;
}

} // namespace renkei::xml
