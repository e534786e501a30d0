#include "gateway/fhir/packages/archive.h"

#include "generated/messages/packages.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string>

namespace renkei::packages {
namespace {

struct Close {
    void operator()(::archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, Close>;

constexpr std::size_t block_size = 64 * 1024;

tl::unexpected<diag::Error> unreadable(const std::filesystem::path& path, ::archive* reader) {
    const char* why = archive_error_string(reader);
    return diag::fail(message::package_unreadable, {.file = path.string()}, {why == nullptr ? "" : why});
}

tl::unexpected<diag::Error> too_large(const std::filesystem::path& path, const ArchiveLimits& limits) {
    return diag::fail(message::package_too_large, {.file = path.string()},
                      {std::to_string(limits.max_bytes), std::to_string(limits.max_files)});
}

// The sizes that an archive states are not trusted: the unpacked bytes are counted.
diag::Result<void> read_content(::archive* reader, std::string& out, std::size_t most,
                                const std::filesystem::path& path, const ArchiveLimits& limits) {
    out.clear();
    while (true) {
        const std::size_t before = out.size();
        out.resize(before + block_size);
        const la_ssize_t got = archive_read_data(reader, out.data() + before, block_size);
        if (got < 0) {
            return unreadable(path, reader);
        }
        out.resize(before + static_cast<std::size_t>(got));
        if (got == 0) {
            return {};
        }
        if (out.size() > most) {
            return too_large(path, limits);
        }
    }
}

} // namespace

diag::Result<void> each_file(const std::filesystem::path& path,
                             const std::function<void(std::string_view name, std::string_view content)>& use,
                             const ArchiveLimits& limits) {
    const Reader reader(archive_read_new());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_filename(reader.get(), path.c_str(), block_size) != ARCHIVE_OK) {
        return unreadable(path, reader.get());
    }
    std::size_t bytes_left = limits.max_bytes;
    std::size_t files_left = limits.max_files;
    std::string content;
    archive_entry* entry = nullptr;
    while (true) {
        const int state = archive_read_next_header(reader.get(), &entry);
        if (state == ARCHIVE_EOF) {
            return {};
        }
        if (state != ARCHIVE_OK && state != ARCHIVE_WARN) {
            return unreadable(path, reader.get());
        }
        const char* name = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || name == nullptr) {
            continue;
        }
        if (files_left-- == 0) {
            return too_large(path, limits);
        }
        TRY_VOID(read_content(reader.get(), content, std::min(bytes_left, limits.max_file), path, limits));
        bytes_left -= content.size();
        use(name, content);
    }
}

} // namespace renkei::packages
