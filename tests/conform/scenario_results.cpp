#include "tests/conform/scenario_results.h"

#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/service/check.h"

#include "tests/conform/scenarios.h"
#include "tests/laws/document.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::test {
namespace {

using conform::Scenario;

// Documents that hold now, as FHIR says it: not entered in error, not replaced, the highest revision.
std::size_t in_force(const std::vector<ReceivedDocument>& documents) {
    std::set<std::string> gone;
    std::map<std::string, std::string> newest; // identifier → revision
    for (const ReceivedDocument& each : documents) {
        const laws::Json bundle = laws::parse(each.bundle);
        const laws::Json& composition = *bundle.find("entry")->elements.front().find("resource");
        const laws::Json* const identifier = composition.find("identifier");
        const std::string id(identifier == nullptr ? "" : identifier->text_of("value"));
        newest[id] = std::max(newest[id], each.revision);
        if (composition.text_of("status") == "entered-in-error") {
            gone.insert(id);
        }
        if (const laws::Json* const relates = composition.find("relatesTo"); relates != nullptr) {
            for (const laws::Json& one : relates->elements) {
                gone.emplace(one.find("targetIdentifier")->text_of("value"));
            }
        }
    }
    return static_cast<std::size_t>(
        std::ranges::count_if(newest, [&](const auto& each) { return !gone.contains(each.first); }));
}

std::vector<ReceivedDocument> received(const conform::WrittenScenario& scenario) {
    std::vector<ReceivedDocument> out;
    for (const std::string& file : inputs_of(scenario)) {
        out.push_back(receive(file));
    }
    return out;
}

// Which of the expected answers a person finds in a text.
std::vector<std::string> found_in(const std::string& text, const std::string& scenario,
                                  std::string_view question) {
    std::vector<std::string> out;
    for (const conform::ScenarioQuestion& each : scenario_named(scenario).questions) {
        for (const std::string& answer : each.answers) {
            if (each.id == question && text.find(answer) != std::string::npos) {
                out.push_back(answer);
            }
        }
    }
    return out;
}

// What our own conversion answers.
std::vector<std::string> our_answers(const conform::WrittenScenario& scenario, const yaml::Node& question,
                                     const std::vector<ReceivedDocument>& documents) {
    const std::size_t holding = in_force(documents);
    if (question.get("in_force") != nullptr) {
        return {std::to_string(holding)};
    }
    if (holding == 0) {
        return {"not-stated"};
    }
    const auto newest = std::ranges::max_element(documents, {}, &ReceivedDocument::revision);
    const bool is_by_revision = !newest->revision.empty() && scenario.kind == "version";
    const ReceivedDocument& holds = is_by_revision ? *newest : documents.back();
    if (const auto text = holds.record.find(std::string(question.text_of("within")));
        text != holds.record.end()) {
        return found_in(text->second, scenario.id, question.text_of("id"));
    }
    return conform::answers_of(question, holds.record, scenario.form, true);
}

// The document of the story, with the expected places and the scenario's own items only. A form whose file
// name says items is sent under that name.
void add_sent(const conform::WrittenScenario& written, SentAs sent_as, ScenarioResults& out) {
    const Scenario& scenario = scenario_named(written.id);
    std::map<std::string, std::string> places;
    for (const conform::ScenarioItem& each : scenario.expected) {
        places.emplace(each.place, each.value);
    }
    service::Workspace workspace(catalogue());
    conform::KitRecord base = record_of(workspace, written.node->text_of("from"));
    keep(base.record(), places, scenario.own);
    const form::Syntax& syntax = *base.record().form().syntax(scenario.about.syntax);
    if (sent_as == SentAs::bundle || syntax.kind == form::SyntaxKind::json) {
        out.add(written.id + ".json",
                sent_as == SentAs::bundle ? base.bundle() : base.file(scenario.about.syntax).value());
        return;
    }
    const std::string name = record::has_items_in_name(base.record().form(), syntax)
                                 ? written.id + "/" + record::file_name(base.record(), syntax)
                                 : written.id + ".csv";
    out.add(name, base.file(scenario.about.syntax).value());
}

std::string refusal(const std::string& file) {
    service::Workspace workspace(catalogue());
    const service::Outcome outcome = service::check(workspace, {file, read(kit().folder / file)}, {});
    EXPECT_EQ(outcome.status, service::OutcomeStatus::refused) << file;
    return outcome.report.empty()
               ? ""
               : "refused\n" + diag::to_text(outcome.report.findings().front(), diag::Language::japanese) +
                     "\n";
}

void add_result(const conform::WrittenScenario& written, SentAs sent_as, ScenarioResults& out) {
    const std::string id = written.id;
    if (written.kind == "send") {
        add_sent(written, sent_as, out);
        return;
    }
    if (written.kind == "refuse") {
        out.add(id + ".answer.txt", refusal(inputs_of(written).front()));
        return;
    }
    const std::vector<ReceivedDocument> documents = received(written);
    std::string table;
    for (const yaml::Node& question : written.node->get("questions")->children) {
        for (const std::string& answer : our_answers(written, question, documents)) {
            table += fmt::format("{}\t{}\n", question.text_of("id"), answer);
        }
    }
    out.add(id + ".answers.tsv", table);
}

} // namespace

const Scenario& scenario_named(const std::string& id) {
    return *std::ranges::find(scenarios(), id, [](const Scenario& each) { return each.about.id; });
}

void ScenarioResults::list(const std::string& version) {
    std::string files;
    for (const std::filesystem::directory_entry& each :
         std::filesystem::recursive_directory_iterator(path())) {
        const std::string name = each.path().lexically_relative(path()).string();
        if (each.is_regular_file() && name != "results.json") {
            files += fmt::format("{}\"{}\":\"{}\"", files.empty() ? "" : ",", name,
                                 resources::sha256_hex(read(each.path())));
        }
    }
    add("results.json", fmt::format("{{\"kit\":\"{}\",\"files\":{{{}}}}}", version, files));
}

void add_our_result(const std::string& id, SentAs sent_as, ScenarioResults& out) {
    for (const conform::WrittenScenario& each : written_scenarios()) {
        if (each.id == id) {
            add_result(each, sent_as, out);
        }
    }
}

const ScenarioResults& our_scenario_results(SentAs sent_as) {
    const auto make = [](SentAs as) {
        auto out = std::make_unique<ScenarioResults>();
        for (const conform::WrittenScenario& each : written_scenarios()) {
            add_result(each, as, *out);
        }
        out->list();
        return out;
    };
    if (sent_as == SentAs::bundle) {
        static const std::unique_ptr<ScenarioResults> bundles = make(SentAs::bundle);
        return *bundles;
    }
    static const std::unique_ptr<ScenarioResults> files = make(SentAs::form_file);
    return *files;
}

} // namespace renkei::test
