// scenarios.json, out of what people wrote and the records of the kit's cases.
#include "gateway/core/json/writer.h"
#include "gateway/forms/conform/kit_sources.h"
#include "gateway/forms/conform/kit_story.h"
#include "generated/messages/conform.h"

#include <charconv>
#include <set>
#include <utility>

namespace renkei::conform {
namespace {

namespace message = diag::message;

void write_texts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
    out.key(key).start_array();
    for (const std::string& each : texts) {
        out.string(each);
    }
    out.end_array();
}

void write_both(json::Writer& out, std::string_view key, const BothLanguages& both) {
    out.key(key).start_object().member("ja", both.japanese).member("en", both.english).end_object();
}

diag::Result<BothLanguages> both_of(const yaml::Node& node, std::string_view key) {
    TRY(const yaml::Node* const both, required_child(node, key));
    TRY(std::string japanese, required_text(*both, "ja"));
    TRY(std::string english, required_text(*both, "en"));
    return BothLanguages{std::move(japanese), std::move(english)};
}

void write_choices(json::Writer& out, const std::vector<ScenarioChoice>& choices) {
    out.key("choices").start_array();
    for (const ScenarioChoice& each : choices) {
        out.start_object().member("code", each.code).member("text", each.text).end_object();
    }
    out.end_array();
}

class ScenarioWriter {
public:
    ScenarioWriter(const KitSources& sources, service::Workspace& workspace, json::Writer& out)
        : sources_(sources),
          workspace_(workspace),
          out_(out) {}

    diag::Result<void> write(const WrittenScenario& scenario) {
        TRY(const form::Form* const form, sources_.form_of(scenario));
        out_.start_object().member("id", scenario.id).member("kind", scenario.kind);
        out_.member("form", scenario.form).member("version", form->version());
        out_.member("syntax", form->text(form->syntaxes().front().id));
        TRY(const BothLanguages title, both_of(*scenario.node, "title"));
        write_both(out_, "title", title);
        TRY_VOID(write_source(scenario));
        TRY_VOID(write_inputs(scenario));
        if (scenario.kind == "send") {
            TRY_VOID(write_send(scenario, *form));
        } else {
            TRY(const BothLanguages story, both_of(*scenario.node, "story"));
            write_both(out_, "story", story);
        }
        TRY_VOID(write_questions(scenario, *form));
        out_.end_object();
        return {};
    }

private:
    diag::Result<void> write_source(const WrittenScenario& scenario) {
        TRY(const yaml::Node* const named, required_child(*scenario.node, "source"));
        TRY(const yaml::Node* const sources, required_child(sources_.scenarios().common(), "sources"));
        const yaml::Node* const source = sources->get(named->text);
        if (source == nullptr) {
            return diag::fail(message::conform_kit_source, named->where(), {named->text});
        }
        TRY(const BothLanguages rule, both_of(*source, "rule"));
        out_.key("source").start_object();
        write_both(out_, "rule", rule);
        out_.member("where", source->text_of("where")).end_object();
        return {};
    }

    diag::Result<void> write_inputs(const WrittenScenario& scenario) {
        TRY(const std::vector<ScenarioInput> inputs, inputs_of(sources_, scenario));
        std::vector<std::string> names;
        for (const ScenarioInput& each : inputs) {
            names.push_back(each.name);
        }
        write_texts(out_, "inputs", names);
        return {};
    }

    diag::Result<RecordLines> lines_of(const ConformCase& about, const yaml::Node* set) {
        TRY(service::Input input, sources_.input_of(about));
        TRY(KitRecord record, KitRecord::read(workspace_, about, std::move(input), set));
        return record_lines(record.text());
    }

    diag::Result<void> write_send(const WrittenScenario& scenario, const form::Form& form) {
        TRY(const yaml::Node* const from, required_child(*scenario.node, "from"));
        TRY(const ConformCase* const about, sources_.case_of(*from));
        TRY(const RecordLines record, lines_of(*about, nullptr));
        TRY(const yaml::Node* const story, required_child(*scenario.node, "story"));
        TRY(const yaml::Node* const japanese, required_child(*story, "ja"));
        TRY(const yaml::Node* const english, required_child(*story, "en"));
        std::set<std::string> places;
        BothLanguages filled;
        TRY(filled.japanese, filled_story(*japanese, form, record, StoryLanguage::japanese, places));
        TRY(filled.english, filled_story(*english, form, record, StoryLanguage::english, places));
        write_both(out_, "story", filled);
        TRY_VOID(write_expected(form, record, places, *story));
        return write_own(scenario);
    }

    diag::Result<void> write_expected(const form::Form& form, const RecordLines& record,
                                      const std::set<std::string>& places, const yaml::Node& story) {
        out_.key("expected").start_array();
        for (const std::string& place : places) {
            TRY(const form::Item* const item, item_at(form, story, place));
            out_.start_object()
                .member("item", place)
                .member("name", form.text(item->name))
                .member("value", record.at(place))
                .member("text", spoken_value(form, *item, record.at(place), StoryLanguage::japanese))
                .end_object();
        }
        out_.end_array();
        return {};
    }

    // The items that every sender of the form fills by itself.
    diag::Result<void> write_own(const WrittenScenario& scenario) {
        TRY(const yaml::Node* const all, required_child(sources_.scenarios().common(), "own"));
        TRY(const yaml::Node* const own, required_child(*all, scenario.form));
        std::vector<std::string> items;
        for (const yaml::Node& each : own->children) {
            items.push_back(each.text);
        }
        write_texts(out_, "own", items);
        return {};
    }

    diag::Result<void> write_questions(const WrittenScenario& scenario, const form::Form& form) {
        if (scenario.node->get("questions") == nullptr) {
            return {};
        }
        out_.key("questions").start_array();
        for (const yaml::Node& question : children_of(*scenario.node, "questions")) {
            TRY(const std::string id, required_text(question, "id"));
            TRY(const BothLanguages ask, both_of(question, "ask"));
            TRY(const std::vector<std::string> items, items_of(question, form));
            TRY(const std::vector<std::string> answers, expected_answers(scenario, question));
            TRY(const std::vector<ScenarioChoice> choices, choices_of(question, form));
            out_.start_object().member("id", id);
            write_both(out_, "ask", ask);
            write_texts(out_, "items", items);
            write_texts(out_, "answers", answers);
            if (!choices.empty()) {
                write_choices(out_, choices);
            }
            out_.end_object();
        }
        out_.end_array();
        return {};
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
        TRY(const ConformCase* const about, sources_.case_of(*from));
        TRY(const RecordLines record, lines_of(*about, input->get("set")));
        return answers_of(question, record, scenario.form, false);
    }

    // `of` counts from 1; without it, it is the first input.
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

    const KitSources& sources_;
    service::Workspace& workspace_;
    json::Writer& out_;
};

} // namespace

diag::Result<std::string> scenarios_file(const KitSources& sources, service::Workspace& workspace) {
    std::string out;
    json::Writer writer(out);
    writer.start_object().member("title", "Scenarios of the Renkei conformance kit");
    writer.member("kit", sources.kit().version).key("scenarios").start_array();
    ScenarioWriter each_scenario(sources, workspace, writer);
    for (const WrittenScenario& each : sources.scenarios().all()) {
        TRY_VOID(each_scenario.write(each));
    }
    writer.end_array().end_object();
    return json::pretty(out) + "\n";
}

} // namespace renkei::conform
