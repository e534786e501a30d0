#include "gateway/core/csv/reader.h"

#include "gateway/core/text/utf8.h"
#include "generated/messages/conversion.h"
#include "generated/messages/csv.h"
#include "generated/messages/text.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace renkei::csv {

namespace {

constexpr std::uint8_t stops = 1; // ends a bare value
constexpr std::uint8_t odd = 2;   // has to be decoded or checked

constexpr std::array<std::uint8_t, 256> byte_kinds = [] {
    std::array<std::uint8_t, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
        kinds[byte] = byte < 0x20 || byte > 0x7E ? odd : 0;
    }
    for (const char byte : {',', '"', '\r', '\n'}) {
        kinds[static_cast<unsigned char>(byte)] = stops;
    }
    return kinds;
}();

constexpr std::size_t max_findings = 200; // about characters, in one record; the rest is counted

bool is_line_break(char byte) { return byte == '\r' || byte == '\n'; }

std::size_t count_line_breaks(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool first_of_two = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        count += is_line_break(text[at]) && !first_of_two ? 1 : 0;
    }
    return count;
}

// CRLF and CR become LF, in place; returns the new size.
std::size_t with_line_feeds(char* text, std::size_t size) {
    char* out = text;
    for (std::size_t at = 0; at < size; ++at) {
        if (text[at] != '\r') {
            *out++ = text[at];
        } else if (at + 1 == size || text[at + 1] != '\n') {
            *out++ = '\n';
        }
    }
    return static_cast<std::size_t>(out - text);
}

// What is at the head of `bytes`, to be shown in a message.
std::string shown(std::string_view bytes, text::Encoding encoding) {
    if (encoding == text::Encoding::utf8) {
        return "'" + std::string(bytes.substr(0, text::code_point_at(bytes, 0).size)) + "'";
    }
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(bytes.substr(0, 2), out, notes);
    return "'" + out.substr(0, text::code_point_at(out, 0).size) + "'";
}

} // namespace

Next Reader::next(Record& record) {
    record.cells.clear();
    record.findings.clear();
    record.number = 0;
    record.line = line_;
    record.offset = at_;
    if (broken_ || (!begun_ && !begin(record))) {
        broken_ = true;
        return Next::broken;
    }
    const std::size_t before = at_;
    const bool skipped = skip_empty_lines();
    if (at_ == bytes_.size() && records_ > 0) {
        return Next::end;
    }
    if (at_ == bytes_.size()) {
        add(record, message::csv_empty, 0);
        broken_ = true;
        return Next::broken;
    }
    record.number = ++records_;
    if (skipped) {
        add(record, message::csv_empty_line, before);
    }
    record.line = line_;
    record.offset = at_;
    not_reported_ = 0;
    more_line_breaks_ = 0;
    const Next result = read_cells(record);
    if (not_reported_ > 0) {
        add(record, message::csv_more_in_record, record.cells.back().offset, {std::to_string(not_reported_)});
        record.findings.back().where.cell = 0;
    }
    if (more_line_breaks_ > 0) {
        add(record, message::loss_normalised, record.cells.back().offset,
            {"LF, CR (" + std::to_string(more_line_breaks_) + ")", "CR LF"});
        record.findings.back().where.cell = 0;
    }
    broken_ = result == Next::broken;
    return result;
}

// Is the file what it was declared to be? Skips a byte order mark.
bool Reader::begin(Record& record) {
    begun_ = true;
    if (const auto other = text::encoding_mismatch(bytes_, options_.encoding)) {
        const bool cp932_declared = options_.encoding == text::Encoding::cp932;
        const std::string declared(
            text::printed(cp932_declared ? text::EncodingGuess::cp932 : text::EncodingGuess::utf8));
        const bool utf16 = *other == text::EncodingGuess::utf16_le || *other == text::EncodingGuess::utf16_be;
        const text::Encoding instead = cp932_declared ? text::Encoding::utf8 : text::Encoding::cp932;
        const std::string option = utf16 ? std::string() : std::string(text::option_name(instead));
        add(record, utf16 ? message::text_encoding_unsupported : message::text_encoding_wrong, 0,
            {text::printed(*other), declared, option});
        return false;
    }
    if (options_.encoding == text::Encoding::utf8 && bytes_.starts_with(text::utf8_bom)) {
        add(record, message::text_byte_order_mark, 0);
        at_ = text::utf8_bom.size();
    }
    skip_end_marks(record);
    return true;
}

// CP/M filled the last block of a text with 0x1A, and some programs still write one. No character of CP932 or
// UTF-8 ends with it.
void Reader::skip_end_marks(Record& record) {
    constexpr char end_mark = 0x1A;
    const std::size_t end = bytes_.find_last_not_of(end_mark) + 1;
    if (end < bytes_.size()) {
        add(record, message::csv_end_mark, end);
        record.findings.back().where.line = 0; // lines are not counted yet
        bytes_ = bytes_.substr(0, std::max(end, at_));
    }
}

bool Reader::skip_empty_lines() {
    const std::size_t before = at_;
    while (at_ < bytes_.size() && is_line_break(bytes_[at_])) {
        pass_line_break();
    }
    return at_ != before;
}

Next Reader::read_cells(Record& record) {
    constexpr std::size_t usual_cells = 64;
    record.cells.reserve(usual_cells);
    while (true) {
        Cell& cell = record.cells.emplace_back();
        cell.offset = at_;
        cell.line = line_;
        cell.quoted = at_ < bytes_.size() && bytes_[at_] == '"';
        switch (cell.quoted ? read_quoted(record) : read_bare(record)) {
        case CellEnd::comma: break;
        case CellEnd::line_break: return Next::record;
        case CellEnd::damage: skip_line(); return Next::damaged;
        case CellEnd::stop: return Next::broken;
        }
    }
}

Reader::CellEnd Reader::read_bare(Record& record) {
    const std::size_t begin = at_;
    std::uint8_t seen = 0;
    while (at_ < bytes_.size()) {
        const std::uint8_t kind = byte_kinds[static_cast<unsigned char>(bytes_[at_])];
        if (kind == stops) {
            break;
        }
        seen |= kind;
        ++at_;
    }
    if (is_too_long(record)) {
        return CellEnd::stop;
    }
    const std::string_view value = bytes_.substr(begin, at_ - begin);
    record.cells.back().text = seen == 0 ? value : decoded(value, record);
    if (at_ < bytes_.size() && bytes_[at_] == '"') {
        add(record, message::csv_quote_in_bare_cell, at_);
        return CellEnd::damage;
    }
    return after_value(record);
}

Reader::CellEnd Reader::read_quoted(Record& record) {
    const std::size_t opening = at_++;
    bool doubled = false;
    while (true) {
        const std::size_t quote = bytes_.find('"', at_);
        if (quote == std::string_view::npos) {
            add(record, message::csv_cut, opening);
            return CellEnd::stop;
        }
        at_ = quote + 1;
        if (at_ == bytes_.size() || bytes_[at_] != '"') {
            break;
        }
        doubled = true;
        ++at_;
    }
    if (is_too_long(record)) {
        return CellEnd::stop;
    }
    const std::string_view value = bytes_.substr(opening + 1, at_ - opening - 2);
    const bool plain = !doubled && text::plain_prefix(value) == value.size();
    record.cells.back().text = plain ? value : decoded(value, record);
    line_ += plain ? 0 : static_cast<std::uint32_t>(count_line_breaks(value));
    return after_value(record);
}

// A comma, a line break or the end of the file must follow a value.
Reader::CellEnd Reader::after_value(Record& record) {
    if (at_ == bytes_.size()) {
        return CellEnd::line_break;
    }
    if (bytes_[at_] == ',') {
        ++at_;
        return CellEnd::comma;
    }
    if (is_line_break(bytes_[at_])) {
        pass_line_break();
        return CellEnd::line_break;
    }
    add(record, message::csv_text_after_quote, at_, {shown(bytes_.substr(at_), options_.encoding)});
    return CellEnd::damage;
}

bool Reader::is_too_long(Record& record) {
    if (at_ - record.offset <= options_.max_record_size) {
        return false;
    }
    add(record, message::csv_record_too_long, record.cells.back().offset,
        {std::to_string(record.line), std::to_string(options_.max_record_size)});
    return true;
}

void Reader::pass_line_break() {
    const bool two = bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n';
    at_ += two ? 2 : 1;
    ++line_;
}

void Reader::skip_line() {
    const auto* end =
        std::find_if(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), bytes_.end(), is_line_break);
    at_ = static_cast<std::size_t>(end - bytes_.begin());
    if (at_ < bytes_.size()) {
        pass_line_break();
    }
}

// The value's text: doubled quotes made single, decoded, line breaks made LF; kept in the arena.
std::string_view Reader::decoded(std::string_view value, Record& record) {
    decoded_size_ = 0;
    if (decoded_.size() < text::decoded_room(value.size())) {
        decoded_.resize(2 * text::decoded_room(value.size()));
    }
    std::size_t at = 0;
    for (std::size_t quote = value.find('"'); quote != std::string_view::npos; quote = value.find('"', at)) {
        decode_piece(value.substr(at, quote + 1 - at), record);
        at = quote + 2;
    }
    decode_piece(value.substr(at), record);
    report_line_breaks({decoded_.data(), decoded_size_}, record);
    if (std::memchr(decoded_.data(), '\r', decoded_size_) != nullptr) {
        decoded_size_ = with_line_feeds(decoded_.data(), decoded_size_);
    }
    return arena_->keep({decoded_.data(), decoded_size_});
}

// LF or CR alone comes back as CR LF; the finding for the first one speaks for all in the text.
void Reader::report_line_breaks(std::string_view text, Record& record) {
    for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
         at = text.find_first_of("\r\n", at)) {
        if (text.substr(at).starts_with("\r\n")) {
            at += 2;
            continue;
        }
        if (record.findings.size() < max_findings) {
            add(record, message::loss_normalised, record.cells.back().offset,
                {text[at] == '\n' ? "LF" : "CR", "CR LF"});
        } else {
            ++more_line_breaks_;
        }
        return;
    }
}

void Reader::decode_piece(std::string_view piece, Record& record) {
    notes_.clear();
    if (options_.encoding == text::Encoding::utf8) {
        decode_utf8(piece);
    } else {
        const char* end = text::decode_cp932(piece, decoded_.data() + decoded_size_, notes_);
        decoded_size_ = static_cast<std::size_t>(end - decoded_.data());
    }
    if (!notes_.empty()) {
        report_notes(piece, record);
    }
}

// Copies; a byte that belongs to no character becomes U+FFFD, so that what comes out is well-formed.
void Reader::decode_utf8(std::string_view piece) {
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t plain = text::plain_prefix(piece.substr(at));
        const text::CodePoint point = plain != 0 ? text::CodePoint{U' ', 1} : text::code_point_at(piece, at);
        const bool bad = point.value == text::replacement_character && point.size == 1;
        const std::string_view good =
            bad ? text::replacement_bytes : piece.substr(at, plain != 0 ? plain : point.size);
        if (bad || text::is_control(point.value)) {
            const auto code =
                static_cast<std::uint16_t>(bad ? static_cast<unsigned char>(piece[at]) : point.value);
            notes_.push_back({at, code, bad ? text::DecodeKind::bad_sequence : text::DecodeKind::control});
        }
        std::memcpy(decoded_.data() + decoded_size_, good.data(), good.size());
        decoded_size_ += good.size();
        at += bad ? 1 : good.size();
    }
}

// One finding per place; of the pairs that are only not canonical, the first of a piece.
void Reader::report_notes(std::string_view piece, Record& record) {
    const auto base = static_cast<std::size_t>(piece.data() - bytes_.data());
    bool twin_reported = false;
    for (const text::DecodeNote& note : notes_) {
        const bool twin = note.kind == text::DecodeKind::not_canonical;
        const bool bad_utf8 =
            note.kind == text::DecodeKind::bad_sequence && options_.encoding == text::Encoding::utf8;
        if (twin && twin_reported) {
            continue;
        }
        twin_reported = twin_reported || twin;
        if (record.findings.size() >= max_findings) {
            ++not_reported_;
        } else if (bad_utf8) {
            add(record, message::text_bad_utf8, base + note.at);
        } else {
            record.findings.push_back(text::finding(note, options_.gaiji, at_byte(base + note.at, record)));
        }
    }
}

diag::Where Reader::at_byte(std::size_t offset, const Record& record) const {
    diag::Where where;
    where.offset = offset;
    where.line = record.line;
    where.record = record.number;
    where.cell = static_cast<std::uint32_t>(record.cells.size());
    if (where.cell > 0) {
        const Cell& cell = record.cells.back();
        const auto breaks = count_line_breaks(bytes_.substr(cell.offset, offset - cell.offset));
        where.line = cell.line + static_cast<std::uint32_t>(breaks);
    }
    return where;
}

void Reader::add(Record& record, diag::Message message, std::size_t offset, diag::Arguments args) const {
    record.findings.push_back(diag::finding(message, at_byte(offset, record), std::move(args)));
}

} // namespace renkei::csv
