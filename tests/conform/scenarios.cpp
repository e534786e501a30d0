#include "tests/conform/scenarios.h"

#include "gateway/core/json/writer.h"
#include "gateway/forms/mapping/identity.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/given_values.h"
#include "generated/messages/mapping.h"

#include "tests/conform/kit.h"
#include "tests/laws/document.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace renkei::test {
namespace {

namespace fs = std::filesystem;
namespace message = diag::message;

yaml::Files& files() {
    static yaml::Files names;
    return names;
}

yaml::Node read_yaml(const fs::path& path) {
    auto node = yaml::read(read(path), path.string(), files(), {});
    EXPECT_TRUE(node) << (node ? "" : diag::to_text(node.error(), diag::Language::english));
    return node ? std::move(*node) : yaml::Node();
}

fs::path folder_of_scenarios() { return kit().folder / "scenarios"; }

// Unsets what is not wanted, as canonical_text() names places.
void keep_in(model::Record& record, model::Row& row, const std::string& prefix, std::size_t cut,
             const std::function<bool(const std::string& place, const std::string& item)>& is_wanted) {
    const model::Form& form = record.form();
    for (const model::Item& item : form.items()) {
        const std::string id(form.text(item.id));
        const bool is_code = item.group == row.group && id.size() <= cut; // a list of codes: place [i]
        if (item.group == row.group && !is_wanted(prefix + (is_code ? std::string() : id.substr(cut)), id)) {
            record.unset(row, item);
        }
    }
    for (const model::GroupId g : form.groups().ids(1)) {
        const model::Group& group = form.groups()[g];
        if (group.parent != row.group) {
            continue;
        }
        const std::string id(form.text(group.id));
        const model::Rows& rows = row.groups[group.slot];
        for (std::uint32_t i = 0; i < rows.count; ++i) {
            keep_in(record, *rows.rows[i],
                    fmt::format("{}{}[{}]", prefix, id.substr(std::min(cut, id.size())), i), id.size(),
                    is_wanted);
        }
    }
}

std::string made_name(const WrittenScenario& scenario, std::size_t number, std::string_view ending) {
    return fmt::format("scenarios/{}-{}.{}", scenario.id(), number, ending);
}

bool is_bundle(const yaml::Node& input) {
    return input.get("to") != nullptr || input.text_of("as", "form") == "bundle";
}

// Not a file of the case.
bool is_made(const yaml::Node& input) {
    return input.get("set") != nullptr || input.get("to") != nullptr || input.get("withdrawn") != nullptr ||
           (is_bundle(input) && case_named(input.text_of("from")).bundle.empty());
}

std::string withdrawn(const std::string& bundle) {
    laws::Json document = laws::parse(bundle);
    document.find("entry")->elements.front().find("resource")->find("status")->text = "entered-in-error";
    return laws::dump(document);
}

std::string carried(CaseRecord& made, const std::string& to) {
    const auto values = service::read_default_values(RENKEI_SOURCE "/tests/clins/values.yaml");
    const service::Outcome outcome =
        service::convert(made.workspace, made.input,
                         {.to = service::parse_target_spec(to), .values = {.set = {}, .defaults = *values}});
    EXPECT_EQ(outcome.documents.size(), 1U) << made.input.name;
    return outcome.documents.front().bytes;
}

std::string make_input(const yaml::Node& input, const std::string& syntax) {
    CaseRecord made(input.text_of("from"), input.get("set"));
    if (input.get("to") != nullptr) {
        return json::pretty(carried(made, std::string(input.text_of("to")))) + "\n";
    }
    if (!is_bundle(input)) {
        return made.file(syntax);
    }
    const std::string bundle = made.bundle();
    return json::pretty(input.get("withdrawn") != nullptr ? withdrawn(bundle) : bundle) + "\n";
}

// "visits[0].vitals.temperature" → "0"
std::string indices_of(const std::string& place) {
    std::string out;
    for (std::size_t at = place.find('['); at != std::string::npos; at = place.find('[', at + 1)) {
        out += (out.empty() ? "" : ".") + place.substr(at + 1, place.find(']', at) - at - 1);
    }
    return out;
}

bool is_blank(const Lines& record, const std::string& form, const std::string& place) {
    for (int i = 0; record.contains(fmt::format("blank[{}].item", i)); ++i) {
        const auto rows = record.find(fmt::format("blank[{}].rows", i));
        if (record.at(fmt::format("blank[{}].item", i)) == form + "." + without_indices(place) &&
            (rows == record.end() ? "" : rows->second) == indices_of(place)) {
            return true;
        }
    }
    return false;
}

// The value, the reason why there is none, or that nothing is said.
std::string state_of(const Lines& record, const std::string& form, const std::string& place) {
    if (const auto found = record.find(place); found != record.end()) {
        const std::string& value = found->second;
        return value.starts_with("!") ? value.substr(1, value.find(' ') - 1) : value;
    }
    return is_blank(record, form, place) ? "blank" : "not-stated";
}

} // namespace

const std::vector<WrittenScenario>& written_scenarios() {
    static const std::vector<yaml::Node> kinds = [] {
        std::vector<yaml::Node> out;
        for (const std::string& kind : service::scenario_kinds()) {
            out.push_back(read_yaml(folder_of_scenarios() / (kind + ".yaml")));
        }
        return out;
    }();
    static const std::vector<WrittenScenario> all = [] {
        std::vector<WrittenScenario> out;
        for (const yaml::Node& kind : kinds) {
            for (const yaml::Node& each : kind.get("scenarios")->children) {
                out.push_back({std::string(kind.text_of("kind")), &each});
            }
        }
        return out;
    }();
    return all;
}

const yaml::Node& shared_of_scenarios() {
    static const yaml::Node node = read_yaml(folder_of_scenarios() / "common.yaml");
    return node;
}

const std::vector<service::Scenario>& scenarios() {
    static const std::vector<service::Scenario> read = [] {
        auto out = service::read_scenarios(kit());
        EXPECT_TRUE(out) << (out ? "" : diag::to_text(out.error(), diag::Language::english));
        return out ? std::move(*out) : std::vector<service::Scenario>();
    }();
    return read;
}

Lines lines_of(const std::string& record) {
    Lines out;
    for (std::size_t at = 0; at < record.size();) {
        const std::size_t end = record.find('\n', at);
        const std::string line = record.substr(at, end - at);
        const std::size_t equals = line.find(" = ");
        if (equals != std::string::npos) {
            out.emplace(line.substr(0, equals), line.substr(equals + 3));
        }
        at = end + 1;
    }
    return out;
}

std::string without_indices(const std::string& place) {
    std::string out;
    bool inside = false;
    for (const char c : place) {
        inside = inside || c == '[';
        out += inside ? std::string() : std::string(1, c);
        inside = inside && c != ']';
    }
    return out;
}

CaseRecord::CaseRecord(std::string_view case_id, const yaml::Node* set) : workspace(catalogue()) {
    const service::ConformCase& about = case_named(case_id);
    input = {about.input, read(kit().folder / about.input)};
    diag::Report said;
    source = service::open_source(workspace, input, {.read_mode = about.read_mode}, said);
    EXPECT_TRUE(source != nullptr && source->next(record(), said) == service::ReadStatus::document)
        << case_id;
    for (std::size_t i = 0; set != nullptr && i < set->keys.size(); ++i) {
        const auto item = record().form().item(set->keys[i]);
        EXPECT_TRUE(item) << case_id << " has no item " << set->keys[i];
        record().set(record().root(), record().form().items()[*item], set->children[i].text);
    }
}

std::string CaseRecord::bundle() {
    diag::Report loss;
    return service::to_bundle(workspace, source->plan(), record(), loss);
}

std::string CaseRecord::file(const std::string& syntax) {
    const service::Outcome outcome =
        service::convert(workspace, {"bundle.json", bundle()},
                         {.to = {.syntax = syntax}, .rules = service::BrokenRules::report});
    EXPECT_EQ(outcome.documents.size(), 1U) << input.name;
    return outcome.documents.front().bytes;
}

void CaseRecord::keep(const std::map<std::string, std::string>& places,
                      const std::vector<std::string>& items) {
    keep_in(record(), record().root(), "", 0, [&](const std::string& place, const std::string& item) {
        return places.contains(place) || std::ranges::find(items, item) != items.end();
    });
    record().prune();
    record().number_rows();
}

std::vector<std::string> answers_of(const yaml::Node& question, const Lines& record, const std::string& form,
                                    bool is_received) {
    std::vector<std::string> out;
    const bool is_renamed = is_received && question.get("received") != nullptr;
    if (const yaml::Node* const boxes = question.get("boxes"); boxes != nullptr) {
        for (const yaml::Node& box : boxes->children) {
            if (state_of(record, form, box.text) == question.text_of("is")) {
                out.push_back(box.text);
            }
        }
        return out;
    }
    if (question.get("item") != nullptr && !is_renamed) {
        return {state_of(record, form, std::string(question.text_of("item")))};
    }
    const std::string item(question.text_of(is_renamed ? "received" : "rows"));
    for (const auto& [place, value] : record) {
        if (without_indices(place) == item) {
            out.push_back(value);
        }
    }
    return out.empty() ? std::vector<std::string>{"not-stated"} : out;
}

std::vector<std::string> inputs_of(const WrittenScenario& scenario) {
    std::vector<std::string> out;
    if (scenario.kind == "refuse") {
        return {case_named(scenario.node->text_of("from")).input};
    }
    const yaml::Node* const inputs = scenario.node->get("inputs");
    for (std::size_t i = 0; inputs != nullptr && i < inputs->children.size(); ++i) {
        const yaml::Node& input = inputs->children[i];
        const service::ConformCase& base = case_named(input.text_of("from"));
        if (is_made(input)) {
            out.push_back(made_name(scenario, i + 1, is_bundle(input) ? "json" : base.syntax));
        } else {
            out.push_back(is_bundle(input) ? base.bundle : base.input);
        }
    }
    return out;
}

std::map<std::string, std::string> inputs_made() {
    std::map<std::string, std::string> out;
    for (const WrittenScenario& scenario : written_scenarios()) {
        const yaml::Node* const inputs = scenario.node->get("inputs");
        const std::vector<std::string> names = inputs_of(scenario);
        for (std::size_t i = 0; inputs != nullptr && i < names.size(); ++i) {
            const yaml::Node& input = inputs->children[i];
            if (is_made(input)) {
                out.emplace(names[i], make_input(input, case_named(input.text_of("from")).syntax));
            }
        }
    }
    return out;
}

ReceivedDocument receive(const std::string& file) {
    service::Workspace workspace(catalogue());
    const service::Input input{file, read(kit().folder / file)};
    diag::Report said;
    const auto source = service::open_source(workspace, input, {}, said);
    model::Record& record = workspace.record();
    ReceivedDocument out;
    const bool is_read = source != nullptr && source->next(record, said) == service::ReadStatus::document;
    if (!is_read && said.has(message::document_withheld)) { // it says of itself that it does not hold
        out.bundle = input.bytes;
        return out;
    }
    if (!is_read) {
        ADD_FAILURE() << file << " cannot be read";
        return out;
    }
    out.form = record.form().id();
    out.record = lines_of(model::canonical_text(record));
    out.revision = mapping::identity_parts(record).revision;
    diag::Report loss;
    out.bundle = source->kind() == service::InputKind::bundle
                     ? input.bytes
                     : service::to_bundle(workspace, source->plan(), record, loss);
    return out;
}

} // namespace renkei::test
