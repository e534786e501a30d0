// scenarios.json, out of what people wrote and the records of the kit's cases.
#include "gateway/core/json/document.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/conform/kit/kit_record.h"
#include "gateway/forms/conform/kit/kit_sources.h"
#include "generated/messages/conform.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <set>
#include <utility>

namespace renkei::conform {
namespace {

json::Document document_of(const BothLanguages& both) {
    return {{"ja", both.japanese}, {"en", both.english}};
}

diag::Result<BothLanguages> both_of(const yaml::Node& node, std::string_view key) {
    TRY(const yaml::Node* const both, required_child(node, key));
    TRY(std::string japanese, required_text(*both, "ja"));
    TRY(std::string english, required_text(*both, "en"));
    return BothLanguages{std::move(japanese), std::move(english)};
}

json::Document document_of(const std::vector<ScenarioChoice>& choices) {
    json::Document out = json::Document::array();
    for (const ScenarioChoice& each : choices) {
        out.push_back({{"code", each.code}, {"text", each.text}});
    }
    return out;
}

struct ScenarioWriter {
    const KitSources& kit;
    service::Workspace& workspace;

    diag::Result<json::Document> written(const WrittenScenario& scenario) {
        TRY(const form::Form* const form, kit.form_of(scenario));
        TRY(const BothLanguages title, both_of(*scenario.node, "title"));
        json::Document out = {{"id", scenario.id},
                              {"kind", scenario.kind},
                              {"form", scenario.form},
                              {"version", form->version()},
                              {"syntax", form->text(form->syntaxes().front().id)},
                              {"title", document_of(title)}};
        TRY(out["source"], source_of(scenario));
        TRY(const std::vector<ScenarioInput> inputs, inputs_of(kit, scenario));
        out["inputs"] = json::Document::array();
        for (const ScenarioInput& each : inputs) {
            out["inputs"].push_back(each.name);
        }
        if (scenario.kind == "send") {
            TRY_VOID(add_sent(scenario, *form, out));
        } else {
            TRY(const BothLanguages story, both_of(*scenario.node, "story"));
            out["story"] = document_of(story);
        }
        if (scenario.node->get("questions") != nullptr) {
            TRY(out["questions"], questions_of(scenario, *form));
        }
        return out;
    }

    diag::Result<json::Document> source_of(const WrittenScenario& scenario) const {
        TRY(const yaml::Node* const named, required_child(*scenario.node, "source"));
        TRY(const yaml::Node* const sources, required_child(kit.scenarios().common(), "sources"));
        const yaml::Node* const source = sources->get(named->text);
        if (source == nullptr) {
            return diag::fail(message::conform_kit_source, named->where(), {named->text});
        }
        TRY(const BothLanguages rule, both_of(*source, "rule"));
        return json::Document{{"rule", document_of(rule)}, {"where", source->text_of("where")}};
    }

    diag::Result<RecordLines> lines_of(const ConformCase& about, const yaml::Node* set) {
        TRY(service::Input input, kit.input_of(about));
        TRY(KitRecord record, KitRecord::read(workspace, about, std::move(input), set));
        return record_lines(record.text());
    }

    diag::Result<void> add_sent(const WrittenScenario& scenario, const form::Form& form,
                                json::Document& out) {
        TRY(const yaml::Node* const from, required_child(*scenario.node, "from"));
        TRY(const ConformCase* const about, kit.case_of(*from));
        TRY(const RecordLines record, lines_of(*about, nullptr));
        TRY(const yaml::Node* const story, required_child(*scenario.node, "story"));
        TRY(const yaml::Node* const japanese, required_child(*story, "ja"));
        TRY(const yaml::Node* const english, required_child(*story, "en"));
        std::set<std::string> places;
        BothLanguages filled;
        TRY(filled.japanese, filled_story(*japanese, form, record, StoryLanguage::japanese, places));
        TRY(filled.english, filled_story(*english, form, record, StoryLanguage::english, places));
        out["story"] = document_of(filled);
        TRY(out["expected"], expected_of(form, record, places, *story));
        TRY(out["own"], own_of(scenario));
        return {};
    }

    static diag::Result<json::Document> expected_of(const form::Form& form, const RecordLines& record,
                                                    const std::set<std::string>& places,
                                                    const yaml::Node& story) {
        json::Document out = json::Document::array();
        for (const std::string& place : places) {
            TRY(const form::Item* const item, item_at(form, story, place));
            const std::string& value = record.at(place);
            out.push_back({{"item", place},
                           {"name", form.text(item->name)},
                           {"value", value},
                           {"text", spoken_value(form, *item, value, StoryLanguage::japanese)}});
        }
        return out;
    }

    // The items that every sender of the form fills by itself.
    diag::Result<json::Document> own_of(const WrittenScenario& scenario) const {
        TRY(const yaml::Node* const all, required_child(kit.scenarios().common(), "own"));
        TRY(const yaml::Node* const own, required_child(*all, scenario.form));
        json::Document out = json::Document::array();
        for (const yaml::Node& each : own->children) {
            out.push_back(each.text);
        }
        return out;
    }

    diag::Result<json::Document> questions_of(const WrittenScenario& scenario, const form::Form& form) {
        json::Document out = json::Document::array();
        for (const yaml::Node& question : children_of(*scenario.node, "questions")) {
            TRY(const std::string id, required_text(question, "id"));
            TRY(const BothLanguages ask, both_of(question, "ask"));
            TRY(const std::vector<std::string> items, items_of(question, form));
            TRY(const std::vector<std::string> answers, expected_answers(scenario, question));
            TRY(const std::vector<ScenarioChoice> choices, choices_of(question, form));
            json::Document& asked = out.emplace_back();
            asked = {{"id", id}, {"ask", document_of(ask)}, {"items", items}, {"answers", answers}};
            if (!choices.empty()) {
                asked["choices"] = document_of(choices);
            }
        }
        return out;
    }

    diag::Result<std::vector<std::string>> expected_answers(const WrittenScenario& scenario,
                                                            const yaml::Node& question) {
        for (const char* literal : {"in_force", "answer"}) {
            if (question.get(literal) != nullptr) {
                return std::vector<std::string>{std::string(question.text_of(literal))};
            }
        }
        TRY(const yaml::Node* const input, input_asked(scenario, question));
        TRY(const yaml::Node* const from, required_child(*input, "from"));
        TRY(const ConformCase* const about, kit.case_of(*from));
        TRY(const RecordLines record, lines_of(*about, input->get("set")));
        return answers_of(question, record, scenario.form, false);
    }

    // The input that the question names: `of` is its number from 1; without `of` it is the first one.
    static diag::Result<const yaml::Node*> input_asked(const WrittenScenario& scenario,
                                                       const yaml::Node& question) {
        const std::string_view text = question.text_of("of", "1");
        std::size_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        const std::vector<yaml::Node>& inputs = children_of(*scenario.node, "inputs");
        if (number == 0 || number > inputs.size()) {
            return diag::fail(message::conform_kit_key, question.where(), {"of"});
        }
        return &inputs[number - 1];
    }
};

} // namespace

diag::Result<std::string> scenarios_file(const KitSources& sources, service::Workspace& workspace) {
    json::Document out = {{"title", "Scenarios of the Renkei conformance kit"},
                          {"kit", sources.kit().version},
                          {"scenarios", json::Document::array()}};
    ScenarioWriter writer{sources, workspace};
    for (const WrittenScenario& each : sources.scenarios().all()) {
        TRY(json::Document scenario, writer.written(each));
        out["scenarios"].push_back(std::move(scenario));
    }
    return json::pretty(json::write_document(out)) + "\n";
}

} // namespace renkei::conform
