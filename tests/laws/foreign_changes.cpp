#include "tests/laws/foreign_changes.h"

#include "gateway/forms/mapping/plan/code_words.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <algorithm>
#include <map>

namespace renkei::laws {
namespace {

using definitions::Element;
using definitions::Primitive;
using mapping::QualifierRow;

Json object(std::vector<std::pair<std::string, Json>> fields) {
    return {Json::Kind::object, {}, std::move(fields), {}};
}
Json list(Json element) {
    Json out = Json::array();
    out.elements.push_back(std::move(element));
    return out;
}

// "Patient.deceased[x]" of Patient.deceasedBoolean
std::string table_name(definitions::TypeId type, const Element& element) {
    return std::string(r4().name(type)) + "." +
           std::string(element.is_choice() ? r4().choice(element) : r4().name(element)) +
           (element.is_choice() ? "[x]" : "");
}

std::vector<std::string> codes_of(const Element& element) {
    std::vector<std::string> out;
    if (element.value_set && element.strength == definitions::Strength::required) {
        for (const definitions::Member& member : r4().members(element.value_set)) {
            out.emplace_back(r4().code(member));
        }
    }
    return out;
}

std::string system_of(const Element& element) {
    const auto members =
        element.value_set ? r4().members(element.value_set) : std::span<const definitions::Member>();
    return members.empty() ? "urn:test:system" : std::string(r4().system(members.front()));
}

// An extension of a Dosage that says how long.
std::string_view timing_extension() {
    return std::ranges::find(mapping::code_words(), std::string_view("extension"), &mapping::CodeWords::kind)
        ->code;
}

class Changes {
public:
    explicit Changes(const Json& bundle) : bundle_(bundle) {}

    std::vector<Change> run() {
        const std::vector<TypedPlace> all = typed_places(bundle_);
        for (const Json& entry : bundle_.find("entry")->elements) {
            urls_[std::string(entry.find("resource")->text_of("resourceType"))].push_back(
                std::string(entry.text_of("fullUrl")));
        }
        const Json& composition = *bundle_.find("entry")->elements.front().find("resource");
        if (const Json* const stay = composition.find("encounter")) {
            stay_ = stay->text_of("reference");
        }
        for (const TypedPlace& place : all) {
            place.is_leaf ? leaf(place) : add(place);
        }
        return std::move(out_);
    }

private:
    const Json& at(const TypedPlace& place) const { return *find(const_cast<Json&>(bundle_), place.way); }

    // ---------------------------------------------------------------- leaves
    void leaf(const TypedPlace& place) {
        for (Json& value : others(place)) {
            out_.push_back({.place = place, .value = std::move(value), .element = place.keys.back()});
        }
        if (place.element->min == 0) {
            out_.push_back({.kind = ChangeKind::removed, .place = place, .element = place.keys.back()});
        }
    }

    std::vector<Json> others(const TypedPlace& place) {
        const Json& now = at(place);
        std::vector<Json> out;
        const auto text = [&](const std::string& other) {
            if (other != now.text) {
                out.push_back(Json::string(other));
            }
        };
        switch (r4().primitive(place.type)) {
        case Primitive::boolean: out.push_back(Json::bare(now.text == "true" ? "false" : "true")); break;
        case Primitive::integer:
        case Primitive::positiveInt:
        case Primitive::unsignedInt:
        case Primitive::decimal: out.push_back(Json::bare(now.text == "7" ? "8" : "7")); break;
        case Primitive::code: code(place, now, out); break;
        case Primitive::date: text("2001-02-03"); break;
        case Primitive::dateTime:
            text(now.text.size() > 10 ? "2001-02-03T04:05:00+09:00" : "2001-02-03");
            break;
        case Primitive::instant: text("2001-02-03T04:05:00+09:00"); break;
        case Primitive::time: text("01:02:00"); break;
        case Primitive::id: text("other-id"); break;
        case Primitive::xhtml:
            text(now.text.substr(0, now.text.rfind("</div>")) + "<p>ほか</p></div>");
            break;
        case Primitive::base64Binary: text("AAAA"); break;
        case Primitive::oid: text("urn:oid:1.2.3"); break;
        case Primitive::uuid: text("urn:uuid:00000000-0000-4000-8000-000000000009"); break;
        default:
            if (place.path.ends_with(".reference")) {
                reference(now, out);
            } else {
                text(is_uri(place) ? "http://other.example/x" : now.text + "ほか");
            }
        }
        return out;
    }

    static bool is_uri(const TypedPlace& place) {
        const Primitive kind = r4().primitive(place.type);
        return kind == Primitive::uri || kind == Primitive::url || kind == Primitive::canonical;
    }

    // All other codes for a modifier or a Coding, one other code for any other element.
    void code(const TypedPlace& place, const Json& now, std::vector<Json>& out) {
        std::vector<std::string> codes = codes_of(*place.element);
        std::erase(codes, now.text);
        if (codes.empty()) {
            codes.push_back("other-code");
        }
        const bool is_coding = place.keys.back() == "Coding.code";
        codes.resize(place.element->is_modifier || is_coding ? codes.size() : 1);
        for (const std::string& each : codes) {
            out.push_back(Json::string(each));
        }
    }

    // A reference to another resource of the same type, and one that leads nowhere.
    void reference(const Json& now, std::vector<Json>& out) {
        for (const auto& [type, urls] : urls_) {
            if (std::ranges::find(urls, now.text) == urls.end()) {
                continue;
            }
            const auto other =
                std::ranges::find_if(urls, [&](const std::string& url) { return url != now.text; });
            if (other != urls.end()) {
                out.push_back(Json::string(*other));
            }
        }
        out.push_back(Json::string("urn:uuid:00000000-0000-4000-8000-000000000009"));
    }

    // ---------------------------------------------------------------- what changes the meaning
    void add(const TypedPlace& place) {
        if (place.path == "Bundle" && place.way.empty() && place.keys.empty()) {
            return;
        }
        for (const Element& element : r4().elements(place.type)) {
            if (at(place).find(std::string(r4().name(element))) != nullptr || has_choice(place, element)) {
                continue;
            }
            const std::string name = inherited_name(place.type, element);
            if (!name.empty()) {
                for (const QualifierRow& row :
                     element.is_modifier ? mapping::modifiers() : mapping::context()) {
                    if (row.element == name && !mapping::is_of_order(row.asked) &&
                        row.asked != mapping::Asked::differs) {
                        add_answers(place, element, row);
                    }
                }
            }
        }
    }

    bool has_value(const TypedPlace& place) const {
        return std::ranges::any_of(at(place).fields,
                                   [](const auto& field) { return field.first.starts_with("value"); });
    }

    bool has_choice(const TypedPlace& place, const Element& element) const {
        return element.is_choice() && std::ranges::any_of(at(place).fields, [&](const auto& field) {
                   const Element* const there = r4().find(place.type, field.first);
                   return there != nullptr && there->is_choice() &&
                          r4().choice(*there) == r4().choice(element);
               });
    }

    // The name that a row of the tables has for the element; empty if there is no row for it.
    static std::string inherited_name(definitions::TypeId type, const Element& element) {
        const auto rows = element.is_modifier ? mapping::modifiers() : mapping::context();
        for (definitions::TypeId each = type; each; each = r4()[each].base) {
            const std::string name = table_name(each, element);
            if (std::ranges::find(rows, name, &QualifierRow::element) != rows.end()) {
                return name;
            }
        }
        return {};
    }

    void add_answers(const TypedPlace& place, const Element& element, const QualifierRow& row) {
        std::vector<std::string> answers;
        for (const std::string_view answer : row.answers) {
            answers.emplace_back(answer);
        }
        if (answers == std::vector<std::string>{"*"}) {
            answers = codes_of(element);
            answers.resize(std::max<std::size_t>(answers.size(), 1));
        }
        for (const std::string& answer : answers) {
            std::optional<Json> value = sample(element, row, answer, has_value(place));
            if (value) {
                out_.push_back({.kind = ChangeKind::added,
                                .place = place,
                                .field = std::string(r4().name(element)),
                                .value = element.is_array ? list(*std::move(value)) : *std::move(value),
                                .element = std::string(row.element),
                                .answer = answer});
            }
        }
    }

    // A value of the element with this answer; nothing if the element cannot give this answer.
    std::optional<Json> sample(const Element& element, const QualifierRow& row, const std::string& answer,
                               bool has_value) const {
        const std::string_view type = r4().name(element.type);
        const bool is_over = row.asked == mapping::Asked::over;
        if (type == "boolean") {
            return answer == "true" || answer == "false" || answer == "there" || answer.empty()
                       ? std::optional(Json::bare(answer == "false" ? "false" : "true"))
                       : std::nullopt;
        }
        const std::vector<std::string> legal = codes_of(element);
        if (type == "code" && !legal.empty() && std::ranges::find(legal, answer) == legal.end()) {
            return std::nullopt;
        }
        if (type == "code" || type == "uri" || type == "string") {
            return Json::string(answer.empty() || answer == "there" ? "ほか" : answer);
        }
        if (type == "dateTime" || type == "date") {
            return is_over ? std::nullopt : std::optional(Json::string("2001-02-03"));
        }
        if (type == "Period") {
            return object({{"end", Json::string("1851-02-03")}}); // before each document's day
        }
        if (row.asked == mapping::Asked::value && !has_value) {
            return std::nullopt;
        }
        if (type == "CodeableConcept") {
            return answer.empty() || answer == "there" || answer == "beside"
                       ? object({{"text", Json::string("ほか")}})
                       : object({{"coding", list(object({{"system", Json::string(system_of(element))},
                                                         {"code", Json::string(answer)}}))}});
        }
        if (type == "Coding") {
            return object({{"system", Json::string("http://terminology.hl7.org/CodeSystem/v3-ActReason")},
                           {"code", Json::string(answer)}});
        }
        if (type == "Reference") {
            return reference_sample(answer);
        }
        if (type == "Annotation" || type == "Dosage") {
            return object({{"text", Json::string("ほかの言葉")}});
        }
        if (type == "Extension" && row.asked == mapping::Asked::code && answer.starts_with("http")) {
            return object({{"url", Json::string(answer)}, {"valueCode", Json::string("unknown")}});
        }
        if (type == "Extension" && row.asked == mapping::Asked::timing) {
            return answer != "unsaid"
                       ? std::nullopt
                       : std::optional(
                             object({{"url", Json::string(std::string(timing_extension()))},
                                     {"valuePeriod", object({{"end", Json::string("2001-02-03")}})}}));
        }
        if (type == "Timing") {
            return answer != "unsaid"
                       ? std::nullopt
                       : std::optional(
                             object({{"repeat", object({{"dayOfWeek", list(Json::string("mon"))}})}}));
        }
        if (type == "AllergyIntolerance.reaction") {
            return object({{"manifestation", list(object({{"text", Json::string("ほかの症状")}}))}});
        }
        if (type == "Extension") {
            return object({{"url", Json::string("urn:test:modifier")}, {"valueBoolean", Json::bare("true")}});
        }
        if (type == "Patient.link") {
            return object(
                {{"other", object({{"display", Json::string("別")}})}, {"type", Json::string(answer)}});
        }
        if (type == "Observation.component") {
            return object({{"code", object({{"text", Json::string("別の部分")}})},
                           {"valueString", Json::string("値")}});
        }
        if (type == "Composition.relatesTo") {
            return object({{"code", Json::string(answer)},
                           {"targetReference", object({{"display", Json::string("前の文書")}})}});
        }
        if (type == "Quantity" || type == "SimpleQuantity") {
            return quantity();
        }
        if (type == "Ratio") {
            return object({{"numerator", quantity()}, {"denominator", quantity()}});
        }
        if (type == "Dosage.doseAndRate") {
            return object({{"doseQuantity", quantity()}});
        }
        return std::nullopt;
    }

    static Json quantity() { return object({{"value", Json::bare("97")}, {"unit", Json::string("錠")}}); }

    std::optional<Json> reference_sample(const std::string& answer) const {
        const auto encounters = urls_.find("Encounter");
        if (answer == "other" && encounters != urls_.end() && !stay_.empty()) {
            const auto other = std::ranges::find_if(encounters->second,
                                                    [&](const std::string& url) { return url != stay_; });
            return other == encounters->second.end()
                       ? std::nullopt
                       : std::optional(object({{"reference", Json::string(*other)}}));
        }
        return answer == "unknown" || answer == "there"
                   ? std::optional(object({{"display", Json::string("ほか")}}))
                   : std::nullopt;
    }

    const Json& bundle_;
    std::map<std::string, std::vector<std::string>> urls_; // of the resources of a type
    std::string stay_;                                     // the document's Encounter
    std::vector<Change> out_;
};

} // namespace

std::vector<Change> changes_of(const Json& bundle) { return Changes(bundle).run(); }

std::string changed(Json& bundle, const Change& change) {
    // only the entry is copied, because documents are large
    const bool is_in_entry = change.place.way.size() > 1 && change.place.way.front().field == "entry";
    Json& kept = is_in_entry ? bundle.find("entry")->elements[change.place.way[1].index] : bundle;
    const Json before = kept;
    Json* const at = find(bundle, change.place.way);
    switch (change.kind) {
    case ChangeKind::altered: *at = change.value; break;
    case ChangeKind::removed: remove(bundle, at); break;
    case ChangeKind::added: at->add(change.field, change.value); break;
    case ChangeKind::doubled: {
        Way array = change.place.way;
        array.pop_back();
        find(bundle, array)->elements.push_back(change.value);
        break;
    }
    }
    std::string out = dump(bundle);
    kept = before;
    return out;
}

std::string to_text(const Change& change) {
    constexpr std::string_view words[] = {"altered", "removed", "added", "doubled"};
    const std::string value = change.kind == ChangeKind::removed ? "" : " = " + dump(change.value);
    return std::string(words[static_cast<std::size_t>(change.kind)]) + " " + change.place.path +
           (change.field.empty() ? "" : "." + change.field) + value + " (" + change.element + ")";
}

} // namespace renkei::laws
