#include "gateway/network/mhd/search/search_request.h"

#include "gateway/network/mhd/search/person_finder.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::mhd {
namespace {

struct ModifierRow {
    std::string_view name;
    Modifier modifier;
    std::span<const SearchKind> kinds; // where it may stand
};
constexpr SearchKind all_kinds[] = {SearchKind::token, SearchKind::date, SearchKind::reference,
                                    SearchKind::string, SearchKind::canonical};
constexpr SearchKind token_only[] = {SearchKind::token};
constexpr SearchKind string_only[] = {SearchKind::string};
constexpr SearchKind reference_only[] = {SearchKind::reference};
constexpr ModifierRow modifiers[] = {{"missing", Modifier::missing, all_kinds},
                                     {"not", Modifier::negated, token_only},
                                     {"exact", Modifier::exact, string_only},
                                     {"contains", Modifier::contains, string_only},
                                     {"identifier", Modifier::identifier, reference_only}};

std::string_view count_form() {
    static const std::string text = fmt::format("0, 1, 2 … (> {0} → {0})", max_per_page);
    return text;
}
std::string_view identifier_form() {
    static const std::string text =
        fmt::format("SYSTEM|NUMBER (SYSTEM: {})", documents::known_person_systems());
    return text;
}
// a parameter that is a reference
constexpr std::string_view include_form = "TYPE:PARAMETER, TYPE:PARAMETER:TYPE";

// Said by the request itself, not by the resources; _format and _pretty are the answer's business.
constexpr KnownParameter of_the_answer[] = {
    {"_format", "json, xml, application/fhir+json, application/fhir+xml"}, {"_pretty", "true, false"}};
std::span<const KnownParameter> of_the_request() {
    static const auto table = std::to_array<KnownParameter>(
        {{.name = "_count", .expected = count_form(), .is_number = true},
         {.name = "_summary", .expected = "count, false"},
         {.name = "_include", .expected = include_form, .may_repeat = true},
         {.name = "_revinclude", .expected = include_form, .may_repeat = true}});
    return table;
}

// What a value must look like.
std::string_view form_of(SearchKind kind) {
    switch (kind) {
    case SearchKind::token: return "CODE, SYSTEM|CODE";
    case SearchKind::date:
        return "YYYY-MM-DD, YYYY-MM, YYYY, YYYY-MM-DDThh:mm:ss+09:00; eq ne gt lt ge le sa eb ap";
    case SearchKind::reference: return "TYPE/ID, ID";
    case SearchKind::string: return "TEXT";
    case SearchKind::canonical: return "URL, URL|VERSION";
    }
    return {};
}

std::string_view form_of(const SearchParameter& parameter) {
    return parameter.use == SearchUse::about ? identifier_form() : form_of(parameter.kind);
}

bool is_one_of(std::span<const KnownParameter> known, std::string_view name) {
    return std::ranges::find(known, name, &KnownParameter::name) != known.end();
}

std::string known_names(std::string_view type) {
    std::string out;
    for (const KnownParameter& each : known_parameters(type)) {
        out += (out.empty() ? "" : ", ") + std::string(each.name);
    }
    return out;
}

// What a search must have one of: "patient | patient.identifier | … | _id".
std::string aims_of(std::string_view type) {
    std::string out;
    for (const SearchParameter& each : search_parameters()) {
        if (each.type == type && each.use != SearchUse::filter) {
            out += std::string(each.name) + " | ";
        }
    }
    return out + "_id";
}

// "patient:Patient.identifier" is "patient.identifier"; only patients are searched through a chain.
std::string without_type_of_chain(std::string_view name) {
    constexpr std::string_view type = ":Patient.";
    const std::size_t at = name.find(type);
    return at == std::string_view::npos
               ? std::string(name)
               : std::string(name.substr(0, at)) + std::string(name.substr(at + type.size() - 1));
}

// In one search; the audit names them all.
constexpr std::size_t max_persons = 8;

class SearchRequestReader {
public:
    SearchRequestReader(std::string_view type, Handling handling) : handling_(handling) { out_.type = type; }

    Result<SearchRequest> run(const QueryPairs& parameters) {
        for (const auto& [written, value] : parameters) {
            TRY(const bool understood, take(without_type_of_chain(written), value));
            if (understood) {
                out_.used.emplace_back(written, written == "_count" ? used_count() : value);
            } else if (handling_ == Handling::strict) {
                return diag::fail(message::search_parameter_unknown, {.path = written},
                                  {written, known_names(out_.type)});
            } else {
                out_.ignored.add(message::search_parameter_ignored, {.path = written}, {written});
            }
        }
        return std::move(out_);
    }

private:
    // False: not known here.
    Result<bool> take(const std::string& written, const std::string& value) {
        if (is_one_of(of_the_answer, written)) {
            return true;
        }
        if (written == "_count") {
            return take_count(value);
        }
        if (written == "_summary") {
            out_.only_total |= value == "count";
            return value == "count" || value == "false";
        }
        if (written == "_include" || written == "_revinclude") {
            return take_include(written, value);
        }
        if (written.starts_with("_include:") || written.starts_with("_revinclude:")) {
            return diag::fail(message::search_parameter_unknown, {.path = written},
                              {written, known_names(out_.type)});
        }
        const std::size_t colon = written.find(':');
        const SearchParameter* const parameter =
            find_parameter(out_.type, std::string_view(written).substr(0, colon));
        if (parameter == nullptr) {
            return false;
        }
        if (colon != std::string::npos && colon + 1 == written.size()) {
            return diag::fail(message::search_parameter_unknown, {.path = written},
                              {written, known_names(out_.type)});
        }
        return take_parameter(*parameter, written,
                              colon == std::string::npos ? "" : written.substr(colon + 1), value);
    }

    Result<bool> take_count(const std::string& value) {
        std::uint32_t count = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
        if (error == std::errc::result_out_of_range && end == value.data() + value.size()) {
            count = max_per_page; // a number all the same
        } else if (error != std::errc{} || end != value.data() + value.size()) {
            return wrong("_count", value, count_form());
        }
        out_.only_total |= count == 0;
        out_.count = std::clamp(count, 1U, max_per_page);
        return true;
    }

    // Fewer may be given than were asked for (R4 search.html#count), and then the self link says how many.
    std::string used_count() const { return std::to_string(out_.only_total ? 0 : out_.count); }

    // Type:parameter or Type:parameter:Type; "*" is every reference.
    Result<bool> take_include(const std::string& written, const std::string& value) {
        std::vector<Include>& list = written == "_include" ? out_.includes : out_.back_includes;
        if (value == "*" && written == "_include") {
            list.push_back({.type = out_.type});
            return true;
        }
        const std::size_t first = value.find(':');
        const std::size_t second = first == std::string::npos ? first : value.find(':', first + 1);
        if (first == std::string::npos) {
            return wrong(written, value, include_form);
        }
        Include include{.type = value.substr(0, first),
                        .target = second == std::string::npos ? "" : value.substr(second + 1)};
        const std::string name =
            value.substr(first + 1, second == std::string::npos ? second : second - first - 1);
        include.parameter = name == "*" ? nullptr : find_parameter(include.type, name);
        const bool is_reference =
            name == "*" || (include.parameter != nullptr && include.parameter->kind == SearchKind::reference);
        if (!is_reference || !can_search(include.type)) {
            return wrong(written, value, include_form);
        }
        list.push_back(std::move(include));
        return true;
    }

    Result<bool> take_parameter(const SearchParameter& parameter, const std::string& written,
                                const std::string& modifier, const std::string& value) {
        Filter filter{.parameter = &parameter, .values = split_values(value)};
        if (!modifier.empty()) {
            TRY_VOID(set_modifier(filter, written, modifier));
        }
        if (filter.modifier == Modifier::missing) {
            if (value != "true" && value != "false") {
                return wrong(written, value, "true, false");
            }
            filter.wants_missing = value == "true";
            out_.filters.push_back(std::move(filter));
            return true;
        }
        TRY_VOID(read_values(filter, written));
        return place(std::move(filter), written);
    }

    Result<void> set_modifier(Filter& filter, const std::string& written, const std::string& modifier) {
        const SearchKind kind = filter.parameter->kind;
        const auto* const row = std::ranges::find(modifiers, modifier, &ModifierRow::name);
        const bool is_of_kind =
            row != std::end(modifiers) && std::ranges::find(row->kinds, kind) != row->kinds.end();
        const bool names_person = filter.parameter->use == SearchUse::person && row != std::end(modifiers) &&
                                  row->modifier == Modifier::identifier;
        if (is_of_kind && (!is_aim(*filter.parameter) || names_person)) {
            filter.modifier = row->modifier;
            return {};
        }
        const bool is_type = !modifier.empty() && modifier.front() >= 'A' && modifier.front() <= 'Z';
        const bool names_type = kind == SearchKind::reference && is_type &&
                                (filter.parameter->use != SearchUse::person || modifier == "Patient");
        if (!names_type) {
            return diag::fail(message::search_parameter_unknown, {.path = written},
                              {written, known_names(out_.type)});
        }
        filter.modifier = Modifier::type;
        filter.type = modifier;
        return {};
    }

    // Says whom or what the search is about: "all but him" and "whether there is one" are no answers to that.
    static bool is_aim(const SearchParameter& parameter) {
        return is_of_person(parameter) || parameter.use == SearchUse::target || parameter.name == "_id";
    }
    static bool is_of_person(const SearchParameter& parameter) {
        return parameter.use == SearchUse::person || parameter.use == SearchUse::about;
    }

    Result<void> read_values(Filter& filter, const std::string& written) {
        const SearchKind kind = filter.parameter->kind;
        for (const std::string& value : filter.values) {
            const bool says_nothing = kind == SearchKind::string && comparable(value).empty();
            if (value.empty() || says_nothing) {
                return fail_wrong(written, value, form_of(kind));
            }
            if (kind == SearchKind::token || filter.modifier == Modifier::identifier) {
                filter.tokens.push_back(read_token(value));
            } else if (kind == SearchKind::date) {
                const std::optional<DateValue> date = read_date(value);
                if (!date) {
                    return fail_wrong(written, value, form_of(kind));
                }
                filter.dates.push_back(*date);
            }
        }
        return {};
    }

    // Where a filter belongs: to the person, to the ids, or to the resources.
    Result<bool> place(Filter filter, const std::string& written) {
        const SearchParameter& parameter = *filter.parameter;
        if (parameter.name == "_id") {
            out_.by_id = true;
            for (const TokenValue& token : filter.tokens) {
                if (const std::optional<LogicalId> id = parse_logical_id(token.code)) {
                    out_.ids.push_back(*id);
                }
            }
        }
        if (parameter.use == SearchUse::target) {
            out_.by_id = true;
            for (const std::string& value : filter.values) {
                add_target(value);
            }
        }
        if (!is_of_person(parameter)) {
            const bool describes = filter.modifier != Modifier::negated; // "all but those of this number"
            out_.by_demographics |= parameter.use == SearchUse::demographic && describes;
            out_.filters.push_back(std::move(filter));
            return true;
        }
        persons_ += filter.values.size();
        if (persons_ > max_persons) {
            return wrong(written, fmt::format("> {}", max_persons), fmt::format("1-{}", max_persons));
        }
        TRY_VOID(check_identifiers(filter, written));
        PersonFilter person{.parameter = parameter.base.empty() ? &parameter
                                                                : find_parameter(out_.type, parameter.base),
                            .identifiers = filter.tokens};
        if (parameter.use == SearchUse::person && filter.modifier != Modifier::identifier) {
            for (const std::string& value : filter.values) {
                add_patient(value, person);
            }
        }
        out_.persons.push_back(std::move(person));
        return true;
    }

    // Without a system, a number may be any person's; a number that its system cannot have finds nothing.
    Result<void> check_identifiers(const Filter& filter, const std::string& written) {
        for (const TokenValue& token : filter.tokens) {
            const std::string shape = documents::shape_of_identifier(token.system, token.code);
            if (!token.system || token.system->empty() || token.code.empty()) {
                return fail_wrong(written, shape, identifier_form());
            }
            const auto named = documents::parse_person(fmt::format("{}|{}", *token.system, token.code));
            if (!named && persons_within(token).empty()) {
                diag::Finding finding = diag::finding(message::search_parameter_wrong, {.path = written},
                                                      {written, shape, identifier_form()});
                finding.severity = diag::Severity::information; // a search without results is no error
                out_.ignored.add(std::move(finding));
            } else if (!documents::is_known_person_system(named ? named->number.system : *token.system)) {
                const std::string system = shape.substr(0, shape.find('|'));
                out_.ignored.add(message::search_system_unknown, {.path = written},
                                 {written, system, documents::known_person_systems()});
            }
        }
        return {};
    }

    static void add_patient(const std::string& value, PersonFilter& person) {
        const std::optional<LogicalId> bare = parse_logical_id(value);
        const std::optional<TypedId> typed = bare ? TypedId{"Patient", *bare} : parse_reference(value);
        if (typed && typed->type == "Patient" && typed->id.resource) {
            person.patients.push_back(*typed);
        }
    }

    void add_target(const std::string& value) {
        if (const std::optional<LogicalId> bare = parse_logical_id(value)) {
            out_.ids.push_back(*bare);
        } else if (const std::optional<TypedId> typed = parse_reference(value)) {
            out_.ids.push_back(typed->id);
        }
    }

    static tl::unexpected<diag::Error> fail_wrong(const std::string& name, const std::string& value,
                                                  std::string_view expected) {
        return diag::fail(message::search_parameter_wrong, {.path = name},
                          {name, value.empty() ? "\"\"" : value, expected});
    }
    static Result<bool> wrong(const std::string& name, const std::string& value, std::string_view expected) {
        return fail_wrong(name, value, expected);
    }

    Handling handling_;
    std::size_t persons_ = 0;
    SearchRequest out_;
};

} // namespace

std::string_view known_name(std::string_view type, std::string_view written) {
    const std::string_view name = written.substr(0, written.find(':'));
    const bool is_known = is_one_of(of_the_answer, name) || is_one_of(of_the_request(), name) ||
                          find_parameter(type, name) != nullptr;
    return is_known ? name : std::string_view();
}

std::span<const KnownParameter> parameters_of_the_answer() { return of_the_answer; }

std::vector<KnownParameter> known_parameters(std::string_view type) {
    std::vector<KnownParameter> out;
    for (const SearchParameter& each : search_parameters()) {
        if (each.type.empty() || each.type == type) {
            out.push_back({.name = each.name, .expected = form_of(each), .may_repeat = true});
        }
    }
    out.insert(out.end(), of_the_request().begin(), of_the_request().end());
    out.insert(out.end(), std::begin(of_the_answer), std::end(of_the_answer));
    return out;
}

Result<SearchRequest> read_search(std::string_view type, const QueryPairs& parameters, Handling handling) {
    TRY(SearchRequest out, SearchRequestReader(type, handling).run(parameters));
    if (out.persons.empty() && !out.by_id && !out.by_demographics) {
        return diag::fail(message::search_needs, {}, {aims_of(type)});
    }
    return out;
}

} // namespace renkei::mhd
