#include "tests/conform/foreign.h"

#include "tests/conform/kit.h"
#include "tests/laws/edits.h"
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace renkei::test {
namespace {

using laws::Json;

bool is_object(const Json& json) { return json.kind == Json::Kind::object; }

void for_each_object(Json& json, const std::function<void(Json&)>& visit) {
    if (is_object(json)) {
        visit(json);
    }
    for (auto& [key, value] : json.fields) {
        for_each_object(value, visit);
    }
    for (Json& element : json.elements) {
        for_each_object(element, visit);
    }
}

std::vector<Json>& entries(Json& bundle) { return bundle.find("entry")->elements; }
Json& resource(Json& entry) { return *entry.find("resource"); }

Json object(std::initializer_list<std::pair<const char*, const char*>> texts) {
    Json out;
    for (const auto& [key, text] : texts) {
        out.add(key, Json::string(text));
    }
    return out;
}

Json& list(Json& json, std::string_view key) {
    Json* there = json.find(key);
    return there != nullptr ? *there : json.add(key, Json::array());
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

// The sender's name, wherever the bundle says it.
void rename_sender(Json& bundle, std::string_view name) {
    std::string old;
    for (Json& entry : entries(bundle)) {
        if (old.empty() && resource(entry).text_of("resourceType") == "Organization") {
            old = resource(entry).text_of("name");
        }
    }
    for (const laws::Leaf& leaf : laws::leaves(bundle, "Bundle")) {
        replace_all(leaf.value->text, old, name);
    }
}

// How often each fullUrl is referred to, and by which entry last.
struct Use {
    int times = 0;
    std::size_t by = 0;
};
std::map<std::string, Use> uses_of(Json& bundle) {
    std::map<std::string, Use> out;
    for (std::size_t i = 0; i < entries(bundle).size(); ++i) {
        for_each_object(entries(bundle)[i], [&](Json& each) {
            if (const std::string to(each.text_of("reference")); !to.empty()) {
                ++out[to].times;
                out[to].by = i;
            }
        });
    }
    return out;
}

// Does a code list of a form say that the second coding alone means the first one?
bool is_understood(const Json& local, const Json& foreign) {
    for (const mapping::Plan& plan : catalogue().plans()) {
        const model::Form& form = plan.form();
        for (const model::CodeList& list : form.lists()) {
            const auto same = [&](const model::AcceptedCoding& row) {
                return form.text(row.system) == foreign.text_of("system") &&
                       form.text(row.code) == foreign.text_of("code");
            };
            if (form.text(list.system) == local.text_of("system") &&
                std::ranges::any_of(form.understood(list), same)) {
                return true;
            }
        }
    }
    return false;
}

bool refers_to_others(Json& json) {
    bool out = false;
    for_each_object(json, [&](Json& each) { out |= each.find("reference") != nullptr; });
    return out;
}

} // namespace

void other_order(Json& bundle) {
    constexpr std::uint64_t seed = 2;
    laws::Random random(seed);
    laws::shuffle(bundle, random);
    laws::rename(bundle, laws::Naming::type_and_id);
}

void contained(Json& bundle) {
    const std::map<std::string, Use> uses = uses_of(bundle);
    std::vector<std::size_t> moved;
    for (std::size_t i = 1; i < entries(bundle).size(); ++i) {
        Json& entry = entries(bundle)[i];
        const std::string url(entry.text_of("fullUrl"));
        const auto use = uses.find(url);
        if (use == uses.end() || use->second.times != 1 || use->second.by == 0 ||
            refers_to_others(resource(entry))) {
            continue;
        }
        const std::string id = "c" + std::to_string(i);
        Json inner = resource(entry);
        inner.find("id")->text = id;
        Json& owner = resource(entries(bundle)[use->second.by]);
        list(owner, "contained").elements.push_back(std::move(inner));
        for_each_object(owner, [&](Json& each) {
            if (each.text_of("reference") == url) {
                each.find("reference")->text = "#" + id;
            }
        });
        moved.push_back(i);
    }
    for (auto at = moved.rbegin(); at != moved.rend(); ++at) {
        entries(bundle).erase(entries(bundle).begin() + static_cast<std::ptrdiff_t>(*at));
    }
}

void extra(Json& bundle) {
    std::size_t number = 0;
    std::string patient; // its fullUrl
    for (Json& entry : entries(bundle)) {
        Json& each = resource(entry);
        const bool is_composition = each.text_of("resourceType") == "Composition";
        if (!is_composition && ++number % 4 == 0) {
            list(each, "extension")
                .elements.push_back(
                    object({{"url", "https://partner.example/fhir/ward"}, {"valueString", "東3病棟"}}));
        }
        if (Json* code = each.find("code");
            code != nullptr && code->find("coding") != nullptr && number % 3 == 0) {
            code->find("coding")->elements.push_back(object(
                {{"system", "https://partner.example/codes"}, {"code", "X1"}, {"display", "自院の用語"}}));
        }
        if (each.text_of("resourceType") == "Patient") {
            const std::string own = fmt::format("P-{}", each.text_of("birthDate")); // the person's own
            list(each, "identifier")
                .elements.push_back(
                    object({{"system", "https://partner.example/patient-id"}, {"value", own.c_str()}}));
            patient = entry.text_of("fullUrl");
        }
    }
    Json& added = entries(bundle).emplace_back();
    added.add("fullUrl", Json::string("urn:uuid:00000000-0000-4000-8000-000000000001"));
    Json& vaccination = added.add(
        "resource", object({{"resourceType", "Immunization"}, {"id", "a1"}, {"status", "completed"}}));
    vaccination.add("vaccineCode", object({{"text", "インフルエンザワクチン"}}));
    vaccination.add("patient", object({{"reference", patient.c_str()}}));
    vaccination.add("occurrenceDateTime", Json::string("2025-11-01"));
    other_narrative(bundle);
}

// The same in the words and the layout of another program: a list in which each label stands before its
// value.
void other_narrative(Json& bundle) {
    for_each_object(bundle, [](Json& each) {
        Json* div = each.find("div");
        if (div == nullptr || each.find("status") == nullptr) {
            return;
        }
        std::string& text = div->text;
        replace_all(text, "<table>", "<ul>");
        replace_all(text, "</table>", "</ul>");
        replace_all(text, "<tr><th colspan=\"2\">", "<li><i>");
        replace_all(text, "</th></tr>", "</i></li>");
        replace_all(text, "<tr><th>", "<li><b>");
        replace_all(text, "</th><td>", "</b>：");
        replace_all(text, "</td></tr>", "</li>");
    });
}

void translated(Json& bundle) {
    for_each_object(bundle, [](Json& each) {
        Json* coding = each.find("coding");
        if (coding != nullptr && coding->elements.size() > 1 &&
            is_understood(coding->elements[0], coding->elements[1])) {
            coding->elements.erase(coding->elements.begin());
        }
    });
}

void with_best_fit(Json& bundle) { rename_sender(bundle, "れんけい〜第−支店"); }
void with_unencodable(Json& bundle) { rename_sender(bundle, "れんけい𠮷支店🏠"); }

void without_some(Json& bundle) {
    std::size_t number = 0;
    for (Json& entry : entries(bundle)) {
        Json& each = resource(entry);
        if (each.text_of("resourceType") == "Composition" || ++number % 3 != 0) {
            continue;
        }
        std::erase_if(each.fields, [](const auto& field) {
            return field.first.starts_with("value") || field.first == "name" || field.first == "birthDate";
        });
    }
}

void altered(Json& bundle) {
    std::map<std::string, std::string> others; // per code system: a code that stands elsewhere
    for (Json& entry : entries(bundle)) {
        Json& each = resource(entry);
        if (Json* born = each.find("birthDate"); born != nullptr) {
            born->text = "1901-02-03";
        }
        Json* value = each.find("valueCodeableConcept");
        Json* coding = value == nullptr ? nullptr : value->find("coding");
        if (coding != nullptr) {
            std::string& code = coding->elements.front().find("code")->text;
            std::string& other = others[std::string(coding->elements.front().text_of("system"))];
            std::swap(code, other);
            code += code.empty() ? other : "";
        }
    }
}

std::string edited(const std::string& bundle, void (*edit)(Json&)) {
    Json json = laws::parse(bundle);
    edit(json);
    return laws::dump(json) + "\n";
}

const std::vector<Foreign>& foreigners() {
    static const std::vector<Foreign> all{{"foreign-order", "hard-characters", other_order},
                                          {"foreign-contained", "hard-characters", contained},
                                          {"foreign-extra", "hard-characters", extra},
                                          {"foreign-translated", "full", translated},
                                          {"back-best-fit", "minimal", with_best_fit},
                                          {"back-unencodable", "minimal", with_unencodable}};
    return all;
}

} // namespace renkei::test
