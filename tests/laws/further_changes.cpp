// Changes of whole elements, which no row of the tables makes: one more of what may be several, labels, a
// timing that says another thing than the words, days that are still to come.
#include "tests/laws/whole_way.h"

#include <algorithm>

namespace renkei::laws {
namespace {

Json one_field(std::string_view name, Json value) {
    Json out;
    out.add(name, std::move(value));
    return out;
}
Json one_element(Json element) {
    Json out = Json::array();
    out.elements.push_back(std::move(element));
    return out;
}

// Another element of the same kind: words of its own, no codes, nothing that it refers to.
void reword(Json& json) {
    std::erase_if(json.fields, [](const auto& field) {
        constexpr std::string_view gone[] = {"coding", "entry", "id", "identifier", "extension", "section"};
        return std::ranges::find(gone, field.first) != std::end(gone);
    });
    for (auto& [name, value] : json.fields) {
        constexpr std::string_view words[] = {"text", "display", "family",     "line",
                                              "name", "title",   "valueString"};
        if (name == "status" && value.text == "generated") {
            value.text = "additional"; // words that no entry says
        } else if (name == "div") {
            value.text = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>二つ目の言葉</p></div>";
        } else if (value.kind == Json::Kind::string && std::ranges::find(words, name) != std::end(words)) {
            value.text = "二つ目の言葉";
        } else {
            reword(value);
        }
    }
    for (Json& each : json.elements) {
        reword(each);
    }
    std::erase_if(json.fields,
                  [](const auto& field) { return !field.second.is_leaf() && field.second == Json(); });
}

bool is_in_resource(const TypedPlace& place) {
    return place.way.size() > 3 && place.way.front().field == "entry" && place.way[2].field == "resource";
}

class Further {
public:
    Further(const Json& bundle, const form::Form& form) : bundle_(bundle), form_(form) {}

    std::vector<Change> run() {
        for (const TypedPlace& place : typed_places(bundle_)) {
            if (place.is_leaf) {
                day_to_come(place);
                continue;
            }
            if (is_in_resource(place) && place.way.back().field.empty()) {
                one_more(place);
            }
            timing(place);
            label(place);
            limits(place);
            other_code(place);
        }
        return std::move(out_);
    }

private:
    Json& at(const TypedPlace& place) const { return *find(const_cast<Json&>(bundle_), place.way); }

    void one_more(const TypedPlace& place) {
        Way array = place.way;
        array.pop_back();
        const Json& all = *find(const_cast<Json&>(bundle_), array);
        constexpr std::string_view not_said[] = {"coding", "profile", "extension", "identifier",
                                                 "entry",  "tag",     "security"};
        const bool is_section = array.back().field == "section"; // each says something else
        if ((&at(place) != &all.elements.back() && !is_section) ||
            std::ranges::find(not_said, array.back().field) != std::end(not_said)) {
            return;
        }
        Json other = at(place);
        reword(other);
        if (const Json* const code = is_section ? at(place).find("code") : nullptr) {
            other.add("code", *code);
        }
        if (dump(other).find("二つ目の言葉") != std::string::npos) {
            out_.push_back({.kind = ChangeKind::doubled,
                            .place = place,
                            .value = std::move(other),
                            .element = place.keys.front()});
        }
    }

    void timing(const TypedPlace& place) {
        if (place.keys.back() != "Timing.repeat" && place.path.find(".timing") == std::string::npos) {
            return;
        }
        if (!place.path.ends_with(".repeat")) {
            return;
        }
        Json period = one_field("start", Json::string("1851-01-01"));
        period.add("end", Json::string("1851-02-03"));
        add(place, "boundsPeriod", std::move(period), "Timing.repeat.bounds[x]");
        add(place, "dayOfWeek", one_element(Json::string("sun")), "Timing.repeat.dayOfWeek");
        add(place, "when", one_element(Json::string("HS")), "Timing.repeat.when");
        add(place, "timeOfDay", one_element(Json::string("03:00:00")), "Timing.repeat.timeOfDay");
        add(place, "count", Json::bare("2"), "Timing.repeat.count");
    }

    // Other codes of the list that the code is of.
    void other_code(const TypedPlace& place) {
        const bool is_modifier = std::ranges::any_of(place.keys, [](const std::string& key) {
            return std::ranges::any_of(mapping::modifiers(),
                                       [&](const auto& row) { return is_at(key, row.element); });
        });
        if (place.keys.back() != "Coding" || is_modifier) {
            return; // all codes of a modifier are tried
        }
        constexpr std::size_t most = 2; // first and last
        const std::string_view system = at(place).text_of("system");
        const std::string_view code = at(place).text_of("code");
        const auto is_it = [&](const form::CodeRow& row) { return form_.text(row.fhir) == code; };
        for (const form::CodeList& list : form_.lists()) {
            const auto rows = form_.rows(list);
            if (code.empty() || form_.text(list.system) != system || std::ranges::none_of(rows, is_it)) {
                continue;
            }
            std::size_t made = 0;
            for (const form::CodeRow& row : {rows.front(), rows.back()}) {
                if (form_.text(row.fhir) != code && !form_.text(row.fhir).empty() && made++ < most) {
                    Json other = one_field("system", Json::string(system));
                    other.add("code", Json::string(form_.text(row.fhir)));
                    other.add("display", Json::string(form_.text(row.display)));
                    Change change{.place = place, .value = std::move(other), .element = "Coding.code"};
                    change.answer = form_.text(row.fhir);
                    out_.push_back(std::move(change));
                }
            }
            return;
        }
    }

    // What the tables of the engine do not have.
    void limits(const TypedPlace& place) {
        for (const std::string& name : qualifying_elements()) {
            const std::size_t dot = name.rfind('.');
            const std::string own = name.substr(dot + 1);
            const bool is_here = std::ranges::find(place.keys, name.substr(0, dot)) != place.keys.end();
            const definitions::Element* const element = is_here ? r4().find(place.type, own) : nullptr;
            if (element == nullptr || row_of_element(name) != nullptr) {
                continue;
            }
            const std::string_view type = r4().name(element->type);
            Json value;
            if (type == "CodeableConcept" || type == "Annotation") {
                value = one_field("text", Json::string("ほかの言葉"));
            } else if (type == "code") {
                value = Json::string(own == "docStatus" ? "entered-in-error" : "high");
            } else {
                continue;
            }
            add(place, own, element->is_array ? one_element(std::move(value)) : std::move(value), name);
        }
    }

    void add(const TypedPlace& place, std::string field, Json value, std::string element) {
        if (at(place).find(field) == nullptr) {
            out_.push_back({.kind = ChangeKind::added,
                            .place = place,
                            .field = std::move(field),
                            .value = std::move(value),
                            .element = std::move(element)});
        }
    }

    // Not to be shown to all: on the document, and on each of its resources.
    void label(const TypedPlace& place) {
        const bool is_resource = place.path.ends_with("].resource");
        if (place.path != "Bundle" && !is_resource) {
            return;
        }
        for (const char* const code : {"R", "V"}) {
            Json coding =
                one_field("system", Json::string("http://terminology.hl7.org/CodeSystem/v3-Confidentiality"));
            coding.add("code", Json::string(code));
            const Json* const meta = at(place).find("meta");
            if (meta == nullptr) {
                add(place, "meta", one_field("security", one_element(std::move(coding))), "Meta.security");
            } else {
                TypedPlace of_meta = place;
                of_meta.way.push_back({"meta", 0});
                of_meta.path += ".meta";
                of_meta.keys = {"Meta"};
                add(of_meta, "security", one_element(std::move(coding)), "Meta.security");
            }
        }
    }

    void day_to_come(const TypedPlace& place) {
        const definitions::Primitive kind =
            place.element == nullptr || r4().kind(place.type) != definitions::TypeKind::primitive
                ? definitions::Primitive::string
                : r4().primitive(place.type);
        const bool is_day = kind == definitions::Primitive::date || kind == definitions::Primitive::dateTime;
        const std::string& text = at(place).text;
        if (is_in_resource(place) && is_day && text.size() >= 10) {
            out_.push_back({.place = place,
                            .value = Json::string("2099" + text.substr(4)),
                            .element = place.keys.back()});
        }
    }

    const Json& bundle_;
    const form::Form& form_;
    std::vector<Change> out_;
};

// The answer of the element that says nothing against a fact; for want of one, that it is done.
std::string calm_answer(std::string_view element) {
    std::string out;
    for (const mapping::QualifierRow& row : mapping::modifiers()) {
        if (row.element != element || row.answers.empty() || row.answers.front() == "*") {
            continue;
        }
        if (row.treatment == mapping::Treatment::same) {
            return std::string(row.answers.front());
        }
        if (row.family == "done" || (out.empty() && row.treatment == mapping::Treatment::family)) {
            out = row.answers.front();
        }
    }
    return out;
}

bool is_against(std::string_view element, std::string_view answer) {
    return std::ranges::any_of(mapping::modifiers(), [&](const mapping::QualifierRow& row) {
        return row.element == element && row.treatment != mapping::Treatment::same &&
               (row.treatment != mapping::Treatment::family || row.family != "order") &&
               std::ranges::find(row.answers, answer) != row.answers.end();
    });
}

} // namespace

std::vector<Change> further_changes_of(const Json& bundle, const form::Form& form) {
    return Further(bundle, form).run();
}

Json without_doubt(Json bundle) {
    for (const TypedPlace& place : typed_places(bundle)) {
        if (!place.is_leaf) {
            continue;
        }
        for (const std::string& key : place.keys) {
            const std::string element = key.ends_with(".coding.code") ? key.substr(0, key.size() - 12) : key;
            Json* const value = find(bundle, place.way);
            const std::string answer = calm_answer(element);
            if (value != nullptr && !answer.empty() && is_against(element, value->text)) {
                value->text = answer;
                if (element != key) {
                    Way coding = place.way;
                    coding.pop_back();
                    std::erase_if(find(bundle, coding)->fields,
                                  [](const auto& field) { return field.first == "display"; });
                }
            }
        }
    }
    for (std::size_t i = 1; i < bundle.find("entry")->elements.size(); ++i) {
        Json& resource = *bundle.find("entry")->elements[i].find("resource");
        if (Json* const meta = resource.find("meta")) {
            std::erase_if(meta->fields, [](const auto& field) {
                return field.first == "tag" || field.first == "security";
            });
        }
        std::erase_if(resource.fields, [](const auto& field) { return field.first == "dataAbsentReason"; });
    }
    return bundle;
}

} // namespace renkei::laws
