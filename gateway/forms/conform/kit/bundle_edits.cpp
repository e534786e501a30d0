#include "gateway/forms/conform/kit/bundle_edits.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace renkei::conform {
namespace {

void for_each_object(json::Document& value, const std::function<void(json::Document&)>& visit) {
    if (value.is_object()) {
        visit(value);
    }
    if (value.is_structured()) {
        for (json::Document& child : value) {
            for_each_object(child, visit);
        }
    }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

void replace_in_texts(json::Document& value, std::string_view from, std::string_view to) {
    if (value.is_string()) {
        replace_all(value.get_ref<std::string&>(), from, to);
    } else if (value.is_structured()) {
        for (json::Document& child : value) {
            replace_in_texts(child, from, to);
        }
    }
}

// The sender's name, wherever the bundle says it.
void rename_sender(json::Document& bundle, std::string_view name) {
    for (json::Document& entry : bundle["entry"]) {
        const std::string old = json::text_member(entry["resource"], "name");
        if (json::text_member(entry["resource"], "resourceType") == "Organization" && !old.empty()) {
            replace_in_texts(bundle, old, name);
            return;
        }
    }
}

// How often a fullUrl is referred to, and by which entry last.
struct Use {
    int times = 0;
    std::size_t by = 0;
};

std::map<std::string, Use> uses_of(json::Document& entries) {
    std::map<std::string, Use> out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for_each_object(entries[i], [&](json::Document& each) {
            if (const std::string to = json::text_member(each, "reference"); !to.empty()) {
                ++out[to].times;
                out[to].by = i;
            }
        });
    }
    return out;
}

bool refers_to_others(json::Document& value) {
    bool out = false;
    for_each_object(value, [&](json::Document& each) { out |= each.contains("reference"); });
    return out;
}

// Puts a copy of the resource into its only user.
void move_into(json::Document& owner, json::Document inner, const std::string& url, const std::string& id) {
    inner["id"] = id;
    owner["contained"].push_back(std::move(inner));
    for_each_object(owner, [&](json::Document& each) {
        if (json::text_member(each, "reference") == url) {
            each["reference"] = "#" + id;
        }
    });
}

bool is_understood_as(const form::Form& form, const json::Document& local, const json::Document& foreign) {
    const auto same = [&](const form::AcceptedCoding& row) {
        return form.text(row.system) == json::text_member(foreign, "system") &&
               form.text(row.code) == json::text_member(foreign, "code");
    };
    return std::ranges::any_of(form.lists(), [&](const form::CodeList& list) {
        return form.text(list.system) == json::text_member(local, "system") &&
               std::ranges::any_of(form.understood(list), same);
    });
}

// Does a code list of a form say that the second coding alone means the first one?
bool is_understood(const catalogue::Catalogue& catalogue, const json::Document& local,
                   const json::Document& foreign) {
    return std::ranges::any_of(catalogue.plans(), [&](const mapping::Plan& plan) {
        return is_understood_as(plan.form(), local, foreign);
    });
}

void add_extension(json::Document& resource) {
    resource["extension"].push_back(
        {{"url", "https://partner.example/fhir/ward"}, {"valueString", "東3病棟"}});
}

void add_coding(json::Document& resource) {
    json::Document* const code = json::find_member(resource, "code");
    if (json::Document* const codings = code == nullptr ? nullptr : json::find_member(*code, "coding");
        codings != nullptr) {
        codings->push_back(
            {{"system", "https://partner.example/codes"}, {"code", "X1"}, {"display", "自院の用語"}});
    }
}

void add_number_of_person(json::Document& patient) {
    patient["identifier"].push_back(
        {{"system", "https://partner.example/patient-id"},
         {"value", fmt::format("P-{}", json::text_member(patient, "birthDate"))}}); // the person's own
}

json::Document vaccination_of(const std::string& patient) {
    return {{"fullUrl", "urn:uuid:00000000-0000-4000-8000-000000000001"},
            {"resource",
             {{"resourceType", "Immunization"},
              {"id", "a1"},
              {"status", "completed"},
              {"vaccineCode", {{"text", "インフルエンザワクチン"}}},
              {"patient", {{"reference", patient}}},
              {"occurrenceDateTime", "2025-11-01"}}}};
}

} // namespace

void edit_contained(json::Document& bundle, const catalogue::Catalogue&) {
    json::Document& entries = bundle["entry"];
    const std::map<std::string, Use> uses = uses_of(entries);
    std::vector<std::size_t> moved;
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const std::string url = json::text_member(entries[i], "fullUrl");
        const auto use = uses.find(url);
        if (use == uses.end() || use->second.times != 1 || use->second.by == 0 ||
            refers_to_others(entries[i]["resource"])) {
            continue;
        }
        move_into(entries[use->second.by]["resource"], entries[i]["resource"], url, fmt::format("c{}", i));
        moved.push_back(i);
    }
    for (auto at = moved.rbegin(); at != moved.rend(); ++at) {
        entries.erase(*at);
    }
}

void edit_extra(json::Document& bundle, const catalogue::Catalogue& catalogue) {
    std::size_t number = 0;
    std::string patient; // its fullUrl
    for (json::Document& entry : bundle["entry"]) {
        json::Document& resource = entry["resource"];
        const std::string type = json::text_member(resource, "resourceType");
        if (type != "Composition" && ++number % 4 == 0) {
            add_extension(resource);
        }
        if (number % 3 == 0) {
            add_coding(resource);
        }
        if (type == "Patient") {
            add_number_of_person(resource);
            patient = json::text_member(entry, "fullUrl");
        }
    }
    bundle["entry"].push_back(vaccination_of(patient));
    edit_narrative(bundle, catalogue);
}

// A list in which each label stands before its value.
void edit_narrative(json::Document& bundle, const catalogue::Catalogue&) {
    for_each_object(bundle, [](json::Document& each) {
        json::Document* const div = json::find_member(each, "div");
        if (div == nullptr || !each.contains("status")) {
            return;
        }
        auto& text = div->get_ref<std::string&>();
        replace_all(text, "<table>", "<ul>");
        replace_all(text, "</table>", "</ul>");
        replace_all(text, "<tr><th colspan=\"2\">", "<li><i>");
        replace_all(text, "</th></tr>", "</i></li>");
        replace_all(text, "<tr><th>", "<li><b>");
        replace_all(text, "</th><td>", "</b>：");
        replace_all(text, "</td></tr>", "</li>");
    });
}

void edit_translated(json::Document& bundle, const catalogue::Catalogue& catalogue) {
    for_each_object(bundle, [&](json::Document& each) {
        json::Document* const codings = json::find_member(each, "coding");
        if (codings != nullptr && codings->size() > 1 &&
            is_understood(catalogue, (*codings)[0], (*codings)[1])) {
            codings->erase(0);
        }
    });
}

void edit_best_fit(json::Document& bundle, const catalogue::Catalogue&) {
    rename_sender(bundle, "れんけい〜第−支店");
}
void edit_unencodable(json::Document& bundle, const catalogue::Catalogue&) {
    rename_sender(bundle, "れんけい𠮷支店🏠");
}

void edit_withdrawn(json::Document& bundle, const catalogue::Catalogue&) {
    bundle["entry"][0]["resource"]["status"] = "entered-in-error";
}

diag::Result<std::string> edited_bundle(std::string_view bundle, BundleEdit edit,
                                        const catalogue::Catalogue& catalogue) {
    TRY(json::Document document, json::read_document(bundle));
    edit(document, catalogue);
    return json::write_document(document);
}

const EditedInput* edited_input(std::string_view case_id) {
    static constexpr std::array<EditedInput, 6> all{
        {{"-foreign-order", "-hard-characters", edit_order},
         {"-foreign-contained", "-hard-characters", edit_contained},
         {"-foreign-extra", "-hard-characters", edit_extra},
         {"-foreign-translated", "-full", edit_translated},
         {"-back-best-fit", "-minimal", edit_best_fit},
         {"-back-unencodable", "-minimal", edit_unencodable}}};
    const auto* const found =
        std::ranges::find_if(all, [&](const EditedInput& each) { return case_id.ends_with(each.name); });
    return found == all.end() ? nullptr : found;
}

std::string base_of(std::string_view case_id, const EditedInput& input) {
    return std::string(case_id.substr(0, case_id.size() - input.name.size())) + std::string(input.base);
}

} // namespace renkei::conform
