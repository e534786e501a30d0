#include "gateway/forms/mapping/codec/encode.h"

#include "gateway/core/json/escape.h"
#include "gateway/forms/mapping/plan/absent_reason.h"

#include <functional>

namespace renkei::mapping {
namespace {

using record::Absent;
using record::ItemValue;

// FHIR has no text of white space alone.
bool is_visible(std::string_view part) { return part.find_first_not_of("\n\t") != std::string_view::npos; }

} // namespace

std::string_view Encoder::reading(std::uint32_t wording, std::string_view text) const {
    KnownReading& known = known_readings_[std::hash<std::string_view>{}(text) % known_readings_.size()];
    if (known.wording != wording || known.text != text) {
        known = {wording, std::string(text), plan_->wordings().all()[wording].of_text(text)};
    }
    return form::name_of(known.reading);
}

void append_escaped(base::Buffer& out, std::string_view text) {
    char* at = out.room(json::max_escaped(text.size()));
    out.used_up_to(json::write_escaped(at, text));
}

void append_quoted(base::Buffer& out, std::string_view text) {
    out.append('"');
    append_escaped(out, text);
    out.append('"');
}

void append_in_quotes(base::Buffer& out, std::string_view text) {
    out.append('"');
    out.append(text);
    out.append('"');
}

NameParts name_parts(std::string_view text) {
    constexpr std::string_view wide = "　";
    std::size_t at = std::string_view::npos;
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t here = text[i] == ' ' ? 1 : text.substr(i).starts_with(wide) ? wide.size() : 0;
        if (here != 0 && at != std::string_view::npos) {
            return {};
        }
        if (here != 0) {
            at = i;
            size = here;
        }
        i += here == 0 ? 1 : here;
    }
    if (at == std::string_view::npos) {
        return {};
    }
    const NameParts parts{text.substr(0, at), text.substr(at + size)};
    return is_visible(parts.family) && is_visible(parts.given) ? parts : NameParts{};
}

bool Encoder::has_reason(const Hole& hole, const Row& row) const {
    const ItemValue& first = part(hole, 0, row);
    if (first.absent != nullptr) {
        return true;
    }
    if (hole.codec != CodecId::concept_ || first.size == 0) {
        return false;
    }
    const CodeRowId found = code_row(hole, first.text());
    return found != none && !plan_->code_text(plan_->form().lists()[hole.list], found).absent.empty();
}

// Local reason first, the standard one last, the note as text.
void Encoder::absent_concept(const Absent& absent, base::Buffer& out) const {
    const form::Form& form = plan_->form();
    const form::CodeList& list = form.lists()[form.about().absent_list];
    const CodeRowId row = form.row_of_form_code(list, absent.reason);
    out.append("{\"coding\":[");
    if (row != none) {
        out.append(plan_->text(plan_->code_text(list, row).codings));
    }
    out.append(']');
    if (!absent.note.empty()) {
        out.append(",\"text\":");
        append_quoted(out, absent.note);
    }
    out.append('}');
}

void Encoder::reason_concept(const Hole& hole, const Row& row, base::Buffer& out) const {
    const ItemValue& first = part(hole, 0, row);
    if (first.absent != nullptr) {
        absent_concept(*first.absent, out);
        return;
    }
    put(hole, row, out);
}

std::string_view Encoder::standard_reason(const Absent& absent) const {
    const form::Form& form = plan_->form();
    const form::CodeList& list = form.lists()[form.about().absent_list];
    const CodeRowId row = form.row_of_form_code(list, absent.reason);
    const std::string_view standard =
        row == none ? std::string_view() : plan_->text(plan_->code_text(list, row).reason);
    return standard.empty() ? "\"unknown\"" : standard;
}

void Encoder::reason_extensions(const Absent& absent, base::Buffer& out) const {
    out.append("[{\"url\":\"");
    out.append(absent_reason_url);
    out.append("\",\"valueCode\":");
    out.append(standard_reason(absent));
    out.append("},{\"url\":\"");
    out.append(plan_->text(plan_->head().detail_url));
    out.append("\",\"valueCodeableConcept\":");
    absent_concept(absent, out);
    out.append("}]");
}

} // namespace renkei::mapping
