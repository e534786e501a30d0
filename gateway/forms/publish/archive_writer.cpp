#include "gateway/forms/publish/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace renkei::publish {
namespace {

using diag::Message;

struct Close {
    void operator()(archive* it) const { archive_write_free(it); }
};
struct Forget {
    void operator()(archive_entry* it) const { archive_entry_free(it); }
};
using Writer = std::unique_ptr<archive, Close>;

tl::unexpected<diag::Error> failed(archive* writer) {
    const char* why = archive_error_string(writer);
    return diag::fail(Message::publish_archive, {}, {why == nullptr ? "" : why});
}

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

constexpr time_t packed_at = 499'162'500; // npm's: 1985-10-26, so that bytes do not depend on the clock

bool put_file(archive* writer, const std::string& name, const std::string& content) {
    const std::unique_ptr<archive_entry, Forget> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), packed_at, 0);
    return archive_write_header(writer, entry.get()) == ARCHIVE_OK &&
           archive_write_data(writer, content.data(), content.size()) ==
               static_cast<la_ssize_t>(content.size());
}

} // namespace

diag::Result<std::string> write_archive(const ArchiveFiles& files) {
    std::string out;
    const Writer writer(archive_write_new());
    archive_write_add_filter_gzip(writer.get());
    archive_write_set_format_ustar(writer.get());
    archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr); // none in the head
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    if (archive_write_open(writer.get(), &out, nullptr, append, nullptr) != ARCHIVE_OK) {
        return failed(writer.get());
    }
    for (const auto& [name, content] : files) {
        if (!put_file(writer.get(), name, content)) {
            return failed(writer.get());
        }
    }
    if (archive_write_close(writer.get()) != ARCHIVE_OK) {
        return failed(writer.get());
    }
    return out;
}

} // namespace renkei::publish
