#include "gateway/core/csv/writer.h"

#include "gateway/core/text/utf8.h"

namespace renkei::csv {

namespace {

bool needs_quotes(std::string_view utf8) { return utf8.find_first_of(",\"\r\n") != std::string_view::npos; }

// Quotes doubled, every kind of line break CRLF.
void append_escaped(std::string_view bytes, std::string& out) {
    std::size_t copied = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const char byte = bytes[at];
        if (byte != '"' && byte != '\n' && byte != '\r') {
            continue;
        }
        out.append(bytes.substr(copied, at - copied));
        out += byte == '"' ? "\"\"" : "\r\n";
        at += byte == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 1 : 0;
        copied = at + 1;
    }
    out.append(bytes.substr(copied));
}

// UTF-8 goes out as it is, but for what must not occur in any text.
void copy_utf8(std::string_view utf8, std::string& out, std::vector<text::EncodeNote>& notes) {
    for (std::size_t at = 0; at < utf8.size();) {
        const text::CodePoint point = text::code_point_at(utf8, at);
        const bool ill_formed = point.value == text::replacement_character && point.size == 1;
        if (ill_formed || text::is_control(point.value)) {
            notes.push_back({at, point.value, text::geta,
                             ill_formed ? text::EncodeKind::ill_formed : text::EncodeKind::control});
            text::append(out, text::geta);
        } else {
            out.append(utf8.substr(at, point.size));
        }
        at += point.size;
    }
}

// Every line break is read back as LF; the first CR says it of all.
void note_line_break(std::string_view utf8, std::vector<text::EncodeNote>& notes) {
    const std::size_t at = utf8.find('\r');
    if (at != std::string_view::npos) {
        notes.push_back({at, U'\r', U'\n', text::EncodeKind::line_break});
    }
}

} // namespace

std::span<const text::EncodeNote> Writer::cell(std::string_view utf8, Quote quote) {
    notes_.clear();
    if (!first_cell_) {
        *out_ += ',';
    }
    first_cell_ = false;
    if (utf8.empty()) {
        *out_ += quote == Quote::even_empty ? "\"\"" : "";
        return {};
    }
    bytes_.clear();
    if (encoding_ == text::Encoding::utf8) {
        copy_utf8(utf8, bytes_, notes_);
    } else {
        text::encode_cp932(utf8, bytes_, notes_);
    }
    note_line_break(utf8, notes_);
    if (quote == Quote::when_needed && !needs_quotes(bytes_)) {
        *out_ += bytes_;
        return notes_;
    }
    *out_ += '"';
    append_escaped(bytes_, *out_);
    *out_ += '"';
    return notes_;
}

void Writer::end_record() {
    *out_ += "\r\n";
    first_cell_ = true;
}

} // namespace renkei::csv
