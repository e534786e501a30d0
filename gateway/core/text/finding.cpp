#include "gateway/core/text/finding.h"

#include "gateway/core/text/replacements.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/text.h"

#include <fmt/format.h>

namespace renkei::text {

namespace {

std::string hex(std::uint16_t code) {
    return code > 0xFF ? fmt::format("{:04X}", code) : fmt::format("{:02X}", code);
}

std::string letter(char32_t value) {
    std::string out;
    if (value != 0 && !is_control(value)) {
        append(out, value);
    }
    return out;
}

Message message_of(DecodeKind kind, Gaiji gaiji) {
    switch (kind) {
    case DecodeKind::bad_sequence: return message::text_bad_sequence;
    case DecodeKind::gaiji:
        return gaiji == Gaiji::refuse ? message::text_gaiji : message::text_gaiji_replaced;
    case DecodeKind::not_canonical: return message::text_not_canonical;
    case DecodeKind::control: return message::text_control;
    }
    return message::text_bad_sequence;
}

// What people write instead, never put there unasked; empty: nothing is known.
std::string usual_replacement(char32_t value) {
    return replacement_of(value, Repertoire::ms932).value_or(Replacement()).written;
}

// What to write instead: the best fit, the composed letter, or what people usually write.
std::string proposal(const EncodeNote& note) {
    const bool fits = note.kind == EncodeKind::best_fit || note.kind == EncodeKind::composed;
    return fits ? letter(note.written) : usual_replacement(note.found);
}

} // namespace

diag::Finding finding(const DecodeNote& note, Gaiji gaiji, diag::Where where) {
    const std::string code = note.kind == DecodeKind::control ? code_point_name(note.code) : hex(note.code);
    const std::uint16_t canonical =
        note.kind == DecodeKind::not_canonical ? cp932_of(unicode_of(note.code)) : std::uint16_t{0};
    diag::Finding out = diag::finding(message_of(note.kind, gaiji), std::move(where), {code});
    if (canonical != 0) {
        out.args.push_back(hex(canonical));
        out.args.push_back(letter(unicode_of(note.code)));
    }
    return out;
}

diag::Finding finding_when_read(const EncodeNote& note, diag::Where where) {
    const std::string name = code_point_name(note.found);
    if (note.kind == EncodeKind::control) {
        return diag::finding(message::text_control, std::move(where), {name});
    }
    const std::string instead = proposal(note);
    const Message message = note.kind == EncodeKind::ill_formed ? message::text_bad_utf8
                            : instead.empty()                   ? message::text_not_cp932
                                                                : message::text_not_cp932_usual;
    return diag::finding(message, std::move(where), {letter(note.found), name, instead});
}

} // namespace renkei::text
