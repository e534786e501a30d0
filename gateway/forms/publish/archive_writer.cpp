#include "gateway/forms/publish/archive_writer.h"

#include "generated/messages/publish.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace renkei::publish {
namespace {

struct Close {
    void operator()(archive* it) const { archive_write_free(it); }
};
struct Forget {
    void operator()(archive_entry* it) const { archive_entry_free(it); }
};
using Writer = std::unique_ptr<archive, Close>;

tl::unexpected<diag::Error> failed(archive* writer) {
    const char* why = archive_error_string(writer);
    return diag::fail(message::publish_archive, {}, {why == nullptr ? "" : why});
}

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

constexpr time_t packed_at = 499'162'500; // npm's: 1985-10-26, so that bytes do not depend on the clock

// A zip file stores local times, so its files get no time, which is read as 1980-01-01 in every time zone.
enum class FileTime : std::uint8_t { packed, none };

bool put_file(archive* writer, const std::string& name, const std::string& content, FileTime file_time) {
    const std::unique_ptr<archive_entry, Forget> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (file_time == FileTime::packed) {
        archive_entry_set_mtime(entry.get(), packed_at, 0);
    }
    return archive_write_header(writer, entry.get()) == ARCHIVE_OK &&
           archive_write_data(writer, content.data(), content.size()) ==
               static_cast<la_ssize_t>(content.size());
}

diag::Result<std::string> written(archive* writer, const ArchiveFiles& files, FileTime file_time) {
    std::string out;
    archive_write_set_bytes_in_last_block(writer, 1);
    if (archive_write_open(writer, &out, nullptr, append, nullptr) != ARCHIVE_OK) {
        return failed(writer);
    }
    for (const auto& [name, content] : files) {
        if (!put_file(writer, name, content, file_time)) {
            return failed(writer);
        }
    }
    if (archive_write_close(writer) != ARCHIVE_OK) {
        return failed(writer);
    }
    return out;
}

} // namespace

diag::Result<std::string> write_archive(const ArchiveFiles& files) {
    const Writer writer(archive_write_new());
    archive_write_add_filter_gzip(writer.get());
    archive_write_set_format_ustar(writer.get());
    archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr); // none in the head
    return written(writer.get(), files, FileTime::packed);
}

diag::Result<std::string> write_zip(const ArchiveFiles& files) {
    const Writer writer(archive_write_new());
    archive_write_set_format_zip(writer.get());
    return written(writer.get(), files, FileTime::none);
}

} // namespace renkei::publish
