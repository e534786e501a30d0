#include "gateway/network/store/backup_file.h"

#include "gateway/network/store/files/bytes.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

constexpr std::string_view backup_title = "renkei backup 2\n";
constexpr std::size_t frame_size = 1U << 20; // of records, before packing
constexpr std::size_t max_frame = 1U << 31;  // a record may be larger than a frame
constexpr std::size_t max_head = 1024;
constexpr char more_frames = '+';
constexpr char last_frame = '.';

std::string bound_head(std::uint64_t layout) { return fmt::format("backup|{}", layout); }
std::string bound_frame(std::uint64_t number) { return fmt::format("backup frame|{}", number); }

} // namespace

diag::Result<BackupWriter> BackupWriter::open(const std::filesystem::path& file, const seal::KeyRing& ring,
                                              std::size_t layout) {
    TRY(const seal::Hash key, seal::new_data_key());
    TRY(const seal::WrappedKey wrapped, seal::wrap(ring, key, bound_head(layout)));
    TRY(base::AtomicFile out, base::AtomicFile::open(file, base::Overwrite::no, base::Permissions::owner));
    std::string head;
    append_number(head, layout);
    append_text(head, wrapped.master);
    append_text(head, wrapped.bytes);
    std::string start(backup_title);
    append_text(start, head);
    TRY_VOID(out.append(start));
    return BackupWriter(std::move(out), key);
}

diag::Result<void> BackupWriter::add(std::string_view record) {
    append_text(frame_, record);
    ++records_;
    return frame_.size() < frame_size ? diag::Result<void>() : write_frame(more_frames);
}

diag::Result<void> BackupWriter::write_frame(char kind) {
    frame_.insert(frame_.begin(), kind);
    TRY(const std::string sealed, seal::seal(key_, frame_, bound_frame(frames_)));
    std::string framed;
    append_text(framed, sealed);
    frame_.clear();
    ++frames_;
    return file_.append(framed);
}

diag::Result<void> BackupWriter::finish() {
    TRY_VOID(write_frame(more_frames));
    append_number(frame_, records_);
    TRY_VOID(write_frame(last_frame));
    return file_.commit();
}

diag::Result<BackupReader> BackupReader::open(const std::filesystem::path& file, const seal::KeyRing& ring) {
    TRY(base::MappedFile mapped, base::MappedFile::open(file));
    BackupReader out(std::move(mapped), file.string());
    TRY_VOID(out.read_head(ring));
    return out;
}

tl::unexpected<diag::Error> BackupReader::wrong(std::string_view what) const {
    return diag::fail(message::backup_wrong, {.file = name_}, {std::string(what)});
}

diag::Result<std::string_view> BackupReader::take(std::size_t size, std::string_view what) {
    if (size > rest_.size()) {
        return wrong(what);
    }
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
}

diag::Result<void> BackupReader::read_head(const seal::KeyRing& ring) {
    if (!rest_.starts_with(backup_title)) {
        return wrong("its first line");
    }
    rest_.remove_prefix(backup_title.size());
    TRY(const std::string_view size, take(8, "its head"));
    const std::uint64_t head_size = *ByteReader(size).number();
    TRY(const std::string_view head, take(std::min<std::uint64_t>(head_size, max_head), "its head"));
    ByteReader reader(head);
    const auto layout = reader.number();
    const auto master = reader.text();
    const auto wrapped = reader.text();
    if (!layout || !master || !wrapped) {
        return wrong("its head");
    }
    const auto key = seal::unwrap(ring, {std::string(*master), std::string(*wrapped)}, bound_head(*layout));
    if (!key) {
        return diag::fail(message::backup_other_key, {.file = name_}, {std::string(*master), ring.ids()});
    }
    key_ = *key;
    layout_ = *layout;
    return {};
}

diag::Result<void> BackupReader::read_frame() {
    const std::string where = fmt::format("frame {}", frames_ + 1);
    TRY(const std::string_view size, take(8, where));
    TRY(const std::string_view sealed, take(*ByteReader(size).number(), where));
    auto opened = seal::open(key_, sealed, bound_frame(frames_), max_frame);
    if (!opened || opened->empty()) {
        return wrong(where);
    }
    ++frames_;
    frame_ = std::move(*opened);
    last_ = frame_.front() == last_frame;
    at_ = 1;
    return {};
}

diag::Result<std::optional<std::string_view>> BackupReader::next() {
    while (at_ == frame_.size() && !last_) {
        TRY_VOID(read_frame());
    }
    ByteReader reader(std::string_view(frame_).substr(at_));
    if (last_) {
        const auto count = reader.number();
        return count && *count == records_ && reader.at_end() && rest_.empty()
                   ? diag::Result<std::optional<std::string_view>>()
                   : wrong("its end");
    }
    const auto record = reader.text();
    if (!record) {
        return wrong(fmt::format("record {}", records_ + 1));
    }
    at_ += 8 + record->size();
    ++records_;
    return record;
}

} // namespace renkei::store
