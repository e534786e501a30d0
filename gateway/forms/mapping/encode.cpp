#include "gateway/forms/mapping/encode.h"

#include "gateway/core/json/escape.h"
#include "gateway/core/time/date.h"
#include "gateway/forms/mapping/absent_reason.h"

#include <algorithm>
#include <cassert>

namespace renkei::mapping {
namespace {

using forms::Absent;
using forms::ItemValue;
using forms::Row;

constexpr std::string_view zone = ":00+09:00";

void quoted(base::Buffer& out, std::string_view text) {
    out.append('"');
    append_escaped(out, text);
    out.append('"');
}

void moment(base::Buffer& out, std::string_view date, std::string_view time) {
    out.append('"');
    out.append(date);
    if (!time.empty()) {
        out.append('T');
        out.append(time);
        out.append(zone);
    }
    out.append('"');
}

// "2024-06" and "5" -> "2024-06-05"; need not exist
std::string day_of_month(std::string_view month, std::string_view day) {
    return std::string(month) + (day.size() == 1 ? "-0" : "-") + std::string(day);
}

} // namespace

void append_escaped(base::Buffer& out, std::string_view text) {
    char* at = out.room(json::most_escaped(text.size()));
    out.used_up_to(json::write_escaped(at, text));
}

// FHIR has no text of white space alone.
static bool says_something(std::string_view part) {
    return part.find_first_not_of("\n\t") != std::string_view::npos;
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
    return says_something(parts.family) && says_something(parts.given) ? parts : NameParts{};
}

std::string end_date(std::string_view date, std::string_view start, std::string_view end) {
    if (start.empty() || end >= start) {
        return std::string(date);
    }
    return time::next_day(date).value_or(std::string(date));
}

std::uint16_t Encoder::code_row(const Hole& hole, std::string_view text) const {
    return plan_->form().row_of_form_code(plan_->form().lists()[hole.list], text);
}

bool Encoder::has_text(const Hole& hole, const Row& row) const {
    if (hole.view == View::join) {
        for (std::size_t i = 0; i < hole.parts; ++i) {
            if (part(hole, i, row).size > 0) {
                return true;
            }
        }
        return false;
    }
    const ItemValue& first = part(hole, 0, row);
    if (first.size == 0) {
        return false;
    }
    if (hole.view == View::family || hole.view == View::given) {
        return !name_parts(first.text()).family.empty();
    }
    if (hole.codec == Codec::day_of_month) {
        return time::is_full_date(day_of_month(first.text(), part(hole, 1, row).text()));
    }
    const bool coded = hole.view == View::list || hole.view == View::display || is_coded(hole.codec);
    return !coded || code_row(hole, first.text()) != none;
}

bool Encoder::has_reason(const Hole& hole, const Row& row) const {
    const ItemValue& first = part(hole, 0, row);
    if (first.absent != nullptr) {
        return true;
    }
    if (hole.codec != Codec::concept_ || first.size == 0) {
        return false;
    }
    const forms::CodeList& list = plan_->form().lists()[hole.list];
    const std::uint16_t found = plan_->form().row_of_form_code(list, first.text());
    return found != none && !plan_->code_text(list, found).absent.empty();
}

void Encoder::put(const Hole& hole, const Row& row, base::Buffer& out) const {
    const ItemValue& first = part(hole, 0, row);
    switch (hole.codec) {
    case Codec::string:
    case Codec::form_code: quoted(out, first.text()); return;
    case Codec::number: out.append(first.text()); return;
    case Codec::boolean: out.append(first.text() == "1" ? "true" : "false"); return;
    case Codec::plain:
        out.append('"');
        out.append(first.text());
        out.append('"');
        return;
    case Codec::time:
        out.append('"');
        out.append(first.text());
        out.append(":00\"");
        return;
    case Codec::moment: put_moment(first, part(hole, 1, row), out); return;
    case Codec::day_of_month:
        out.append('"');
        out.append(day_of_month(first.text(), part(hole, 1, row).text()));
        out.append('"');
        return;
    case Codec::span: put_span(hole, row, out); return;
    case Codec::view: put_view(hole, row, out); return;
    case Codec::code:
    case Codec::coding:
    case Codec::codings:
    case Codec::concept_: break;
    case Codec::none: assert(false); return;
    }
    const CodeText& code = plan_->code_text(plan_->form().lists()[hole.list], code_row(hole, first.text()));
    if (hole.codec == Codec::concept_) {
        out.append('{');
        if (code.absent.empty()) {
            out.append("\"coding\":[");
            out.append(plan_->text(code.codings));
            out.append(']');
        } else {
            out.append(plan_->text(code.absent));
        }
        out.append('}');
        return;
    }
    out.append(plan_->text(hole.codec == Codec::code     ? code.code
                           : hole.codec == Codec::coding ? code.coding
                                                         : code.codings));
}

void Encoder::put_moment(const ItemValue& date, const ItemValue& time, base::Buffer& out) const {
    moment(out, date.text(), time.text());
}

// {"start":…,"_start":…,"end":…,"_end":…}
void Encoder::put_span(const Hole& hole, const Row& row, base::Buffer& out) const {
    const ItemValue& date = part(hole, 0, row);
    const ItemValue& start = part(hole, 1, row);
    const ItemValue& end = part(hole, 2, row);
    out.append("{\"start\":");
    moment(out, date.text(), start.text());
    if (start.absent != nullptr) {
        out.append(",\"_start\":{\"extension\":");
        reason_extensions(*start.absent, out);
        out.append('}');
    }
    if (end.size > 0) {
        out.append(",\"end\":");
        moment(out, end_date(date.text(), start.text(), end.text()), end.text());
    }
    if (end.absent != nullptr) {
        out.append(",\"_end\":{\"extension\":");
        reason_extensions(*end.absent, out);
        out.append('}');
    }
    out.append('}');
}

void Encoder::put_view(const Hole& hole, const Row& row, base::Buffer& out) const {
    const std::string_view text = part(hole, 0, row).text();
    out.append('"');
    switch (hole.view) {
    case View::family: append_escaped(out, name_parts(text).family); break;
    case View::given: append_escaped(out, name_parts(text).given); break;
    case View::day: out.append(text.substr(0, 10)); break;
    case View::display:
        out.append(
            plan_->text(plan_->code_text(plan_->form().lists()[hole.list], code_row(hole, text)).display));
        break;
    case View::join: {
        bool first = true;
        for (std::size_t i = 0; i < hole.parts; ++i) {
            const std::string_view each = part(hole, i, row).text();
            if (!each.empty()) {
                out.append(first ? "" : " ");
                append_escaped(out, each);
                first = false;
            }
        }
        break;
    }
    case View::list:
    case View::none: break;
    }
    out.append('"');
}

// Local reason first, the standard one last, the note as text.
void Encoder::absent_concept(const Absent& absent, base::Buffer& out) const {
    const forms::Form& form = plan_->form();
    const forms::CodeList& list = form.lists()[form.about().absent_list];
    const std::uint16_t row = form.row_of_form_code(list, absent.reason);
    out.append("{\"coding\":[");
    if (row != none) {
        out.append(plan_->text(plan_->code_text(list, row).codings));
    }
    out.append(']');
    if (!absent.note.empty()) {
        out.append(",\"text\":");
        quoted(out, absent.note);
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
    const forms::Form& form = plan_->form();
    const forms::CodeList& list = form.lists()[form.about().absent_list];
    const std::uint16_t row = form.row_of_form_code(list, absent.reason);
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
