// What stands in a hole: the codec follows from the item's type and the FHIR type of the place.
#include "tests/laws/interpreter.h"
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace renkei::laws {
namespace {

using form::ItemType;
using mapping::View;
using record::ItemValue;

constexpr std::string_view absent_reason_url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
constexpr std::string_view absent_reason_system = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

std::string moment(std::string_view date, std::string_view time) {
    return std::string(date) + (time.empty() ? "" : "T" + std::string(time) + ":00+09:00");
}

std::string day_after(std::string_view date) {
    using namespace std::chrono;
    const auto number = [&](std::size_t at, std::size_t size) {
        return std::stoi(std::string(date.substr(at, size)));
    };
    const year_month_day day{year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                             std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const year_month_day next(sys_days(day) + days(1));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(next.year()),
                       static_cast<unsigned>(next.month()), static_cast<unsigned>(next.day()));
}

// "連携 花子" -> 連携, 花子. Nothing if there are not exactly two.
std::array<std::string, 2> name_of_two(std::string text) {
    for (std::size_t at = text.find("　"); at != std::string::npos; at = text.find("　")) {
        text.replace(at, std::string_view("　").size(), " ");
    }
    const std::size_t space = text.find(' ');
    const bool is_blank = text.find_first_not_of("\n\t ") >= space || text.find_last_not_of("\n\t ") <= space;
    if (space == std::string::npos || is_blank || text.find(' ', space + 1) != std::string::npos) {
        return {};
    }
    return {text.substr(0, space), text.substr(space + 1)};
}

// A value in a template, encoded so that its end is certain.
std::string part_of_text(std::string_view value, bool in_uri) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : value) {
        const bool is_plain = in_uri ? plain.find(c) != std::string_view::npos
                                     : std::string_view("%:/|").find(c) == std::string_view::npos;
        out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// Of a day or a moment, without its zone.
std::string digits_of(const std::string& value) {
    std::string out = value.substr(0, value.find('+'));
    std::erase_if(out, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    return out;
}

// The text that the pattern of a piece is about: the value, or the name of its reading.
std::string reading(const mapping::DeclaredPiece& piece, const std::string& value) {
    if (piece.wording == nullptr) {
        return value;
    }
    const form::Reading* const found = piece.wording->of_text(value);
    return found == nullptr ? std::string(form::unread_words) : found->name;
}

} // namespace

const ItemValue& Interpreter::part(const ExampleNode& hole, std::size_t index, const Row& row) const {
    const form::Item& it = item(hole, index);
    return row_of(row, it.group).values[it.slot];
}

const form::CodeList& Interpreter::list(const ExampleNode& hole) const {
    return form_->lists()[hole.view == View::list ? hole.view_list : item(hole, 0).list];
}

bool Interpreter::is_listed(const ExampleNode& hole) const {
    return hole.view == View::list || item(hole, 0).list != form::none;
}

const form::CodeRow* Interpreter::code(const ExampleNode& hole, const Row& row) const {
    if (!is_listed(hole)) {
        return nullptr;
    }
    const form::CodeRowId index = form_->row_of_form_code(list(hole), part(hole, 0, row).text());
    return index == form::none ? nullptr : &form_->rows(list(hole))[index];
}

bool Interpreter::has_text(const ExampleNode& hole, const Row& row) const {
    const auto filled = [&](std::size_t i) { return !part(hole, i, row).text().empty(); };
    switch (hole.view) {
    case View::join:
        for (std::size_t i = 0; i < hole.parts.size(); ++i) {
            if (filled(i)) {
                return true;
            }
        }
        return false;
    case View::family:
    case View::given: return !name_of_two(std::string(part(hole, 0, row).text()))[0].empty();
    case View::display:
    case View::list: return code(hole, row) != nullptr;
    case View::cases:
    case View::order: return !declared_view(hole, row).empty();
    case View::time: return !time_of_day(hole, row).empty();
    case View::none: break;
    }
    const bool month_and_day = hole.parts.size() == 2 && item(hole, 0).type == ItemType::month;
    return filled(0) && (!month_and_day || filled(1));
}

Json Interpreter::hole(const ExampleNode& hole, const Row& row) const {
    if (hole.view != View::none && hole.view != View::list) {
        return view(hole, row);
    }
    const std::string_view text = part(hole, 0, row).text();
    if (hole.parts.size() == 3) {
        return period(hole, row);
    }
    if (hole.parts.size() == 4) {
        return Json::string(moment(day_of_visit_time(hole, row), part(hole, 3, row).text()));
    }
    if (hole.parts.size() == 2 && item(hole, 0).type == ItemType::date) {
        return Json::string(moment(text, part(hole, 1, row).text()));
    }
    if (hole.parts.size() == 2) {
        return Json::string(fmt::format("{}-{:0>2}", text, part(hole, 1, row).text()));
    }
    const std::string_view at = place(hole);
    if (at == "Coding" || at == "CodeableConcept" || (at == "code" && is_listed(hole))) {
        return coded(hole, row);
    }
    if (at == "decimal" && hole.view == View::list) {
        return Json::bare(form_->text(code(hole, row)->fhir));
    }
    if (at == "boolean") {
        return Json::bare(text == "1" ? "true" : "false");
    }
    if (at == "time") {
        return Json::string(std::string(text) + ":00");
    }
    const bool number = item(hole, 0).type == ItemType::integer || item(hole, 0).type == ItemType::decimal;
    return number && at != "string" ? Json::bare(text) : Json::string(text);
}

Json Interpreter::view(const ExampleNode& hole, const Row& row) const {
    const std::string_view text = part(hole, 0, row).text();
    switch (hole.view) {
    case View::family: return Json::string(name_of_two(std::string(text))[0]);
    case View::given: return Json::string(name_of_two(std::string(text))[1]);
    case View::display: return Json::string(form_->text(code(hole, row)->display));
    case View::time: return Json::string(time_of_day(hole, row));
    case View::join: {
        std::string out;
        for (std::size_t i = 0; i < hole.parts.size(); ++i) {
            const std::string each(part(hole, i, row).text());
            out += out.empty() || each.empty() ? each : " " + each;
        }
        return Json::string(out);
    }
    case View::cases:
    case View::order: {
        const std::string out = declared_view(hole, row);
        return place(hole) == "boolean" ? Json::bare(out) : Json::string(out);
    }
    case View::list:
    case View::none: break;
    }
    return {};
}

std::string Interpreter::time_of_day(const ExampleNode& hole, const Row& row) const {
    for (std::size_t i = 0; i < hole.parts.size(); ++i) {
        std::string hours;
        std::string minutes;
        if (RE2::FullMatch(part(hole, i, row).text(), "([01][0-9]|2[0-3])([0-5][0-9])", &hours, &minutes)) {
            return hours + ":" + minutes + ":00";
        }
    }
    return {};
}

std::string Interpreter::declared_view(const ExampleNode& hole, const Row& row) const {
    const mapping::DeclaredView& declared = example_->views[hole.declared_view];
    if (declared.kind == View::order) {
        const std::string first(part(hole, 0, row).text());
        const std::string second(part(hole, 1, row).text());
        if (first.empty() && second.empty()) {
            return {};
        }
        const std::size_t both = std::min(first.size(), second.size());
        const std::string a = first.substr(0, both);
        const std::string b = second.substr(0, both);
        const std::size_t found = first.empty() ? 4 : second.empty() ? 3 : a < b ? 0 : a == b ? 1 : 2;
        return declared.cases[found].tail;
    }
    const std::string_view at = place(hole);
    const bool in_uri = at == "uri" || at == "url" || at == "code";
    for (const mapping::DeclaredCase& each : declared.cases) {
        std::string out;
        bool holds = true;
        for (const mapping::DeclaredPiece& piece : each.pieces) {
            const std::string value(part(hole, piece.part, row).text());
            const std::string judged = value.empty() ? value : reading(piece, value);
            holds =
                holds && !judged.empty() && (piece.pattern.empty() || RE2::FullMatch(judged, piece.pattern));
            out += piece.before + (!piece.writes     ? ""
                                   : piece.as_digits ? digits_of(value)
                                                     : part_of_text(value, in_uri));
        }
        if (holds) {
            return out + each.tail;
        }
    }
    return {};
}

// Date, start and end; an end before the start is on the next day.
Json Interpreter::period(const ExampleNode& hole, const Row& row) const {
    const std::string_view date = part(hole, 0, row).text();
    const ItemValue& start = part(hole, 1, row);
    const ItemValue& end = part(hole, 2, row);
    Json out;
    const bool ends_only = start.text().empty() && !end.text().empty();
    if (!ends_only) {
        out.add("start", Json::string(moment(date, start.text())));
    }
    if (start.absent != nullptr) {
        out.add("_start", {}).add("extension", reason_extensions(*start.absent));
    }
    if (!end.text().empty()) {
        const bool next_day = !start.text().empty() && end.text() < start.text();
        out.add("end", Json::string(moment(next_day ? day_after(date) : std::string(date), end.text())));
    }
    if (end.absent != nullptr) {
        out.add("_end", {}).add("extension", reason_extensions(*end.absent));
    }
    return out;
}

// A time before the start belongs to the day that is nearer to the span.
std::string Interpreter::day_of_visit_time(const ExampleNode& hole, const Row& row) const {
    const std::string date(part(hole, 0, row).text());
    const auto clock = [&](std::size_t index) {
        const std::string text(part(hole, index, row).text());
        return text.empty() ? std::chrono::minutes::min()
                            : std::chrono::hours(std::stoi(text.substr(0, 2))) +
                                  std::chrono::minutes(std::stoi(text.substr(3)));
    };
    const auto start = clock(1);
    const auto time = clock(3);
    if (start == std::chrono::minutes::min() || time == std::chrono::minutes::min() || time >= start) {
        return date;
    }
    auto end = clock(2);
    if (end == std::chrono::minutes::min()) {
        end = start;
    } else if (end < start) {
        end += std::chrono::hours(24);
    }
    const bool nearer_on_the_next = time + std::chrono::hours(24) - end < start - time;
    return nearer_on_the_next ? day_after(date) : date;
}

// ---------------------------------------------------------------- codes
Json Interpreter::coding(const form::CodeList& from, const form::CodeRow& row) const {
    Json out;
    out.add("system", Json::string(form_->text(from.system)));
    out.add("code", Json::string(form_->text(row.fhir)));
    out.add("display", Json::string(form_->text(row.display)));
    return out;
}

// The local one, then its translations.
std::vector<Json> Interpreter::codings(const form::CodeList& from, const form::CodeRow& row) const {
    std::vector<Json> out{coding(from, row)};
    const form::CodeRowId index = form_->rows(from).id_of(row);
    for (const form::FurtherCoding& translation : form_->translations(from)) {
        if (translation.row != index) {
            continue;
        }
        Json& each = out.emplace_back();
        each.add("system", Json::string(form_->text(translation.system)));
        each.add("code", Json::string(form_->text(translation.code)));
        if (!translation.display.empty()) {
            each.add("display", Json::string(form_->text(translation.display)));
        }
    }
    return out;
}

Json Interpreter::coded(const ExampleNode& hole, const Row& row) const {
    const form::CodeRow& found = *code(hole, row);
    if (place(hole) == "code") {
        return Json::string(form_->text(found.fhir));
    }
    if (place(hole) == "Coding") {
        return coding(list(hole), found);
    }
    Json out;
    Json& all = out.add("coding", Json::array());
    if (found.absent.empty()) {
        all.elements = codings(list(hole), found);
        return out;
    }
    all.elements.push_back(coding(list(hole), found));
    Json& reason = all.elements.emplace_back();
    reason.add("system", Json::string(absent_reason_system));
    reason.add("code", Json::string(form_->text(found.absent)));
    return out;
}

// ---------------------------------------------------------------- reasons
Json Interpreter::reason_concept(const record::Absent& absent) const {
    const form::CodeList& reasons = form_->lists()[form_->about().absent_list];
    Json out;
    Json& all = out.add("coding", Json::array());
    all.elements = codings(reasons, form_->rows(reasons)[form_->row_of_form_code(reasons, absent.reason)]);
    if (!absent.note.empty()) {
        out.add("text", Json::string(absent.note));
    }
    return out;
}

Json Interpreter::reason_extensions(const record::Absent& absent) const {
    const Json concept_of_it = reason_concept(absent);
    Json out = Json::array();
    Json& standard = out.elements.emplace_back();
    standard.add("url", Json::string(absent_reason_url));
    std::string_view code = "unknown";
    for (const Json& each : concept_of_it.find("coding")->elements) {
        code = each.text_of("system") == absent_reason_system ? each.text_of("code") : code;
    }
    standard.add("valueCode", Json::string(code));
    Json& detail = out.elements.emplace_back();
    detail.add("url", Json::string(std::string(form_->text(form_->about().base)) +
                                   "StructureDefinition/absent-detail"));
    detail.add("valueCodeableConcept", concept_of_it);
    return out;
}

} // namespace renkei::laws
