#include "gateway/network/mhd/summary/summary_sections.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/search_table.h"
#include "gateway/network/mhd/summary/facts.h"
#include "generated/messages/mhd.h"

#include <algorithm>
#include <iterator>

namespace renkei::mhd {
namespace {

constexpr std::string_view own_prefix = "kg:";
constexpr std::string_view side_by_side = "side-by-side";
constexpr std::string_view alert = "alert";
constexpr std::string_view if_any = "if-any";
constexpr char mark_sign = '\t';

// What only these tables ask by: FHIR has no such search.
constexpr SearchParameter own_parameters[] = {
    {"Encounter", "disposition", SearchKind::token, "hospitalization.dischargeDisposition", ""}};

// Of types that cannot be searched by others.
constexpr SearchParameter about_person{"", "patient", SearchKind::reference, "subject|patient|for", ""};

Filter filter_by(const SearchParameter& own, std::string_view values) {
    Filter out{.parameter = &own, .values = split_values(values)};
    std::ranges::transform(out.values, std::back_inserter(out.tokens),
                           [](const std::string& each) { return read_token(each); });
    return out;
}

// Its person is the subject of each document: the value of `patient` is not looked at.
Result<SearchRequest> read_line(std::string_view type, std::string_view search) {
    QueryPairs parameters{{"patient", "Patient"}};
    std::vector<Filter> own;
    while (!search.empty()) {
        std::string_view value = text::next_part(search, '&');
        const std::string_view name = text::next_part(value, '=');
        const auto* const known = std::ranges::find_if(own_parameters, [&](const SearchParameter& each) {
            return each.type == type && each.name == name;
        });
        if (known != std::end(own_parameters)) {
            own.push_back(filter_by(*known, value));
        } else {
            parameters.emplace_back(name, value);
        }
    }
    TRY(SearchRequest out, read_search(type, parameters, Handling::strict));
    out.filters.insert(out.filters.end(), own.begin(), own.end());
    return out;
}

// `search`: nothing where others cannot search the type, which then has all that is about the person.
Result<void> add_search(std::string_view type, std::string_view search, SummarySection& section) {
    if (!can_search(type)) {
        section.searches.push_back({.type = std::string(type), .persons = {{.parameter = &about_person}}});
        return {};
    }
    TRY(SearchRequest read, read_line(type, search));
    section.searches.push_back(std::move(read));
    return {};
}

Result<void> add_fact(const Fact& fact, std::string_view canonical, SummarySection& section) {
    const std::string search = with_own_base(fact.search, canonical);
    if (fact.type == contacts_of_patient) {
        section.has_contacts = true;
    } else if (fact.type == section_of_document) {
        for (const std::string& code : split_values(search)) {
            section.asked_in.push_back({.kind = fact.kind, .code = read_token(code)});
        }
    } else {
        return add_search(fact.type, search, section);
    }
    return {};
}

Result<void> add_kinds(std::string_view named, std::string_view canonical, SummarySection& section) {
    while (!named.empty()) {
        const std::string_view kind = text::next_part(named, ' ');
        if (std::ranges::find(facts(), kind, &Fact::kind) == facts().end()) {
            return diag::fail(diag::message::resource_not_offered, {}, {kind, {}});
        }
        for (const Fact& fact : facts()) {
            if (fact.kind == kind) {
                TRY_VOID(add_fact(fact, canonical, section));
            }
        }
    }
    return {};
}

// Types begin with a capital letter, kinds do not.
bool is_type(std::string_view word) { return !word.empty() && word.front() >= 'A' && word.front() <= 'Z'; }

} // namespace

std::span<const Fact> facts() {
    static const auto read = text::table_rows<Fact, &Fact::kind, &Fact::type, &Fact::search>(facts_table());
    return read;
}

std::string_view kind_of(std::string_view type) {
    const auto first = std::ranges::find(facts(), type, &Fact::type);
    return first == facts().end() ? std::string_view() : first->kind;
}

const FactLine& line_of(std::string_view type) {
    static const auto read = text::table_rows<FactLine, &FactLine::type, &FactLine::what, &FactLine::words,
                                              &FactLine::states, &FactLine::date>(fact_lines_table());
    const auto found = std::ranges::find(read, type, &FactLine::type);
    return found == read.end() ? read.back() : *found;
}

std::string with_own_base(std::string_view text, std::string_view canonical) {
    const std::string base = std::string(canonical) + "/";
    std::string out(text);
    for (std::size_t at = out.find(own_prefix); at != std::string::npos; at = out.find(own_prefix, at)) {
        out.replace(at, own_prefix.size(), base);
        at += base.size();
    }
    return out;
}

std::vector<SummaryMark> read_summary_marks(std::string_view table) {
    std::vector<SummaryMark> out;
    for (std::string_view line : text::table_lines(table)) {
        if (line.starts_with(mark_sign)) {
            line.remove_prefix(1);
            const std::string_view system = text::next_part(line, '|');
            out.push_back({.system = system, .code = line});
        }
    }
    return out;
}

std::vector<json::NodeId> marks_of(const json::Tree& tree, json::NodeId resource,
                                   std::span<const SummaryMark> marks) {
    std::vector<json::NodeId> out = nodes_at(tree, resource, "meta.tag");
    std::erase_if(out, [&](json::NodeId tag) {
        return std::ranges::none_of(marks, [&](const SummaryMark& mark) {
            return text_at(tree, tag, "system") == mark.system && text_at(tree, tag, "code") == mark.code;
        });
    });
    return out;
}

Result<std::vector<SummarySection>> read_summary_sections(std::string_view table,
                                                          std::string_view canonical) {
    std::vector<SummarySection> out;
    for (std::string_view line : text::table_lines(table)) {
        if (line.starts_with(mark_sign)) {
            continue;
        }
        const std::string_view title = text::next_part(line, '\t');
        const std::string code = with_own_base(text::next_part(line, '\t'), canonical);
        const std::string_view found_by = text::next_part(line, '\t');
        if (out.empty() || out.back().title != title) {
            std::string_view rest = code;
            SummarySection section{.title = std::string(title)};
            section.system = text::next_part(rest, '|');
            section.code = text::next_part(rest, '|');
            section.display = rest;
            out.push_back(std::move(section));
        }
        SummarySection& section = out.back();
        if (is_type(found_by)) {
            TRY_VOID(add_search(found_by, with_own_base(text::next_part(line, '\t'), canonical), section));
        } else {
            TRY_VOID(add_kinds(found_by, canonical, section));
        }
        section.is_side_by_side |= line == side_by_side;
        section.is_alert |= line == alert;
        section.is_if_any |= line == if_any;
        section.look = line.empty() ? section.look : line;
    }
    return out;
}

bool finds(const SearchRequest& search, const Candidate& candidate) {
    return candidate.type() == search.type &&
           std::ranges::all_of(search.filters,
                               [&](const Filter& filter) { return matches(candidate, filter); }) &&
           std::ranges::all_of(search.persons, [&](const PersonFilter& filter) {
               return is_about_subject(candidate, filter.parameter->path);
           });
}

} // namespace renkei::mhd
