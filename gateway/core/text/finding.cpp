#include "gateway/core/text/finding.h"

#include "gateway/core/text/replacements.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/conversion.h"
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

Message message_of(const EncodeNote& note) {
    switch (note.kind) {
    case EncodeKind::best_fit: return message::text_best_fit;
    case EncodeKind::composed: return message::text_composed;
    case EncodeKind::selector_dropped: return message::text_selector_dropped;
    case EncodeKind::unmappable:
        return usual_replacement(note.found).empty() ? message::text_unmappable
                                                     : message::text_unmappable_usual;
    case EncodeKind::control: return message::text_control;
    case EncodeKind::ill_formed: return message::text_bad_utf8;
    case EncodeKind::line_break: return message::loss_normalised;
    }
    return message::text_unmappable;
}

// What to write instead: the best fit, the composed letter, or what people usually write.
std::string proposal(const EncodeNote& note) {
    const bool fits = note.kind == EncodeKind::best_fit || note.kind == EncodeKind::composed;
    return fits ? letter(note.written) : usual_replacement(note.found);
}

diag::Finding made(Message message, const EncodeNote& note, diag::Where where) {
    const std::string name = code_point_name(note.found);
    if (message == message::text_control) {
        return diag::finding(message, std::move(where), {name});
    }
    return diag::finding(message, std::move(where), {letter(note.found), name, proposal(note)});
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

diag::Finding finding_when_written(const EncodeNote& note, diag::Where where) {
    return made(message_of(note), note, std::move(where));
}

diag::Finding finding_when_read(const EncodeNote& note, diag::Where where) {
    const bool other_trouble = note.kind == EncodeKind::control || note.kind == EncodeKind::ill_formed;
    const Message not_there =
        proposal(note).empty() ? message::text_not_cp932 : message::text_not_cp932_usual;
    return made(other_trouble ? message_of(note) : not_there, note, std::move(where));
}

} // namespace renkei::text
