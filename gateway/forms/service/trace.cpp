#include "gateway/forms/service/trace.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/fhirpath/result_text.h"
#include "gateway/forms/mapping/fill/item_home.h"

#include <algorithm>

namespace renkei::service {
namespace {

class Tracer {
public:
    Tracer(const definitions::R4Definitions& r4, std::string_view bundle)
        : r4_(r4),
          parser_(r4.names()),
          evaluator_(r4) {
        is_read_ = parser_.parse(bundle, tree_).has_value();
    }

    Values values_at(const std::string& home) {
        Values out;
        const auto expression = fhirpath::compile(home, r4_);
        if (!is_read_ || !expression) {
            return out;
        }
        const auto found = evaluator_.evaluate(*expression, {.context = fhirpath::resource_item(r4_, tree_)});
        for (const fhirpath::Item& item : found ? *found : std::span<const fhirpath::Item>()) {
            fhirpath::ResultText text = fhirpath::result_text(item, r4_);
            out.emplace_back(std::move(text.path), std::move(text.text));
        }
        return out;
    }

private:
    const definitions::R4Definitions& r4_;
    json::Parser parser_;
    json::Tree tree_;
    fhirpath::Evaluator evaluator_;
    bool is_read_ = false;
};

// Where the hole stands that is the item's home.
diag::Where line_of(const publish::LoadedForm& form, std::string_view id) {
    const auto item = form.tables.item_by_id.find(id);
    diag::Where out;
    if (item == form.tables.item_by_id.end()) {
        return out;
    }
    const auto visit = [&](const mapping::ExampleNode& node) {
        const bool is_home = node.kind == mapping::NodeKind::hole && !node.derived() &&
                             std::ranges::any_of(node.parts, [&](const mapping::Part& part) {
                                 return !part.derived && part.item == item->second;
                             });
        if (is_home && out.line == 0) {
            out = node.where;
        }
    };
    for (const mapping::ExampleNode* head : form.example.heads()) {
        mapping::walk(*head, visit);
    }
    for (const mapping::ExampleEntry& entry : form.example.written()) {
        mapping::walk(entry.resource, visit);
    }
    return out;
}

// "visits[0].vitals.temperature" is the path of a value of visits.vitals.temperature.
std::string without_rows(std::string_view path) {
    std::string out;
    bool is_inside = false;
    for (const char c : path) {
        is_inside = c == '[' || (is_inside && c != ']');
        if (!is_inside && c != ']') {
            out += c;
        }
    }
    return out;
}

// Is `found` the place, or below it?
bool is_below(std::string_view found, std::string_view place) {
    return found.starts_with(place) &&
           (found.size() == place.size() || found[place.size()] == '.' || found[place.size()] == '[');
}

} // namespace

std::vector<Trace> trace(const mapping::Plan& plan, const publish::LoadedForm* form,
                         const definitions::R4Definitions& r4, const record::Record& record,
                         std::string_view bundle, std::string_view wanted) {
    Tracer tracer(r4, bundle);
    const Values values = values_of(record);
    std::vector<Trace> out;
    for (const form::ItemId id : plan.form().items().ids()) {
        const form::Item& item = plan.form().items()[id];
        Trace each;
        each.item = plan.text(item.id);
        each.name = plan.text(item.name);
        const bool is_named = each.item == wanted || each.name == wanted;
        each.home = mapping::home_of(plan, id);
        each.in_fhir = each.home.empty() ? Values() : tracer.values_at(each.home);
        const bool is_at_place = std::ranges::any_of(
            each.in_fhir, [&](const Values::value_type& found) { return is_below(found.first, wanted); });
        if (!is_named && !is_at_place) {
            continue;
        }
        std::ranges::copy_if(values, std::back_inserter(each.in_form), [&](const Values::value_type& value) {
            return without_rows(value.first) == each.item;
        });
        each.line = form == nullptr ? diag::Where() : line_of(*form, each.item);
        out.push_back(std::move(each));
    }
    return out;
}

std::string nearest_item(const mapping::Plan& plan, std::string_view wrong) {
    std::vector<std::string_view> known;
    for (const form::Item& item : plan.form().items()) {
        known.push_back(plan.text(item.id));
    }
    return form::nearest(wrong, known);
}

} // namespace renkei::service
