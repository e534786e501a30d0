#include "gateway/forms/conform/kit/kit_maker.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/conform/kit/bundle_edits.h"
#include "gateway/forms/conform/kit/kit_cases.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace renkei::conform {
namespace {

// Files written by people that the kit has unchanged, besides the inputs of the cases.
constexpr std::array kit_papers{"README.md", "manifest.json", "promises.tsv", "peers.ndjson"};

class KitMaker {
public:
    explicit KitMaker(KitSources sources) : sources_(std::move(sources)), workspace_(sources_.catalogue()) {
        for (const ConformCase& each : sources_.kit().cases) {
            made_by_.emplace(each.bundle, &each);
        }
        made_by_.erase(""); // cases without a bundle
    }

    diag::Result<MadeKit> run() {
        TRY_VOID(make_edited_inputs());
        for (const ConformCase& each : sources_.kit().cases) {
            TRY_VOID(make(each));
        }
        TRY_VOID(make_scenarios());
        MadeKit out;
        out.files = sources_.made();
        TRY(out.review, review());
        TRY_VOID(add_written(out.files));
        return out;
    }

private:
    diag::Result<void> make_edited_inputs() {
        const InputEdits& edits = sources_.edits();
        for (const InputEdits::Name& name : edits.names()) {
            if (std::ranges::find(sources_.kit().cases, name.text, &ConformCase::input) ==
                sources_.kit().cases.end()) {
                return diag::fail(message::conform_kit_edit_unused, name.where, {name.text});
            }
            const std::string_view base = edits.base_of(name.text);
            diag::Result<std::string> bytes = sources_.bytes_of(base);
            if (!bytes) {
                return diag::fail(message::conform_kit_edit_base, name.where, {base});
            }
            TRY(std::string edited, edits.edited(name.text, std::move(*bytes)));
            sources_.add(name.text, std::move(edited));
        }
        return {};
    }

    // The case and whatever it is made of.
    diag::Result<void> make(const ConformCase& about) {
        if (!done_.insert(about.id).second) {
            return {};
        }
        TRY_VOID(make_input(about));
        TRY(const service::Input input, sources_.input_of(about));
        MadeCase made = make_case(workspace_, about, input);
        keep(about, made);
        findings_[about.id] = std::move(made.loss);
        if (!made.documents.empty()) {
            documents_[about.id] = std::move(made.documents.front());
        }
        return {};
    }

    diag::Result<void> make_input(const ConformCase& about) {
        if (const auto other = made_by_.find(about.input); other != made_by_.end()) {
            return make(*other->second);
        }
        const EditedInput* const edited = edited_input(about.id);
        if (edited == nullptr) {
            return {};
        }
        const std::string id = base_of(about.id, *edited);
        const auto base = std::ranges::find(sources_.kit().cases, id, &ConformCase::id);
        if (base == sources_.kit().cases.end()) {
            return diag::fail(message::conform_kit_case,
                              {.file = (sources_.folder() / "manifest.json").string()}, {id});
        }
        TRY_VOID(make(*base));
        const auto bundle = documents_.find(id);
        if (bundle == documents_.end()) {
            return diag::fail(message::conform_kit_unmade, {.file = base->input}, {id, findings_[id]});
        }
        TRY(std::string bytes, edited_bundle(bundle->second, edited->edit, sources_.catalogue()));
        sources_.add(about.input, std::move(bytes) + "\n");
        return {};
    }

    void keep(const ConformCase& about, const MadeCase& made) {
        const std::array<std::pair<const std::string*, const std::string*>, 3> files{
            {{&about.record, &made.record}, {&about.bundle, &made.bundle}, {&about.loss, &made.loss}}};
        for (const auto& [name, bytes] : files) {
            if (!name->empty()) {
                sources_.add(*name, *bytes);
            }
        }
    }

    diag::Result<void> make_scenarios() {
        for (const WrittenScenario& scenario : sources_.scenarios().all()) {
            TRY(const std::vector<ScenarioInput> inputs, inputs_of(sources_, scenario));
            for (const ScenarioInput& each : inputs) {
                if (each.is_made) {
                    TRY(std::string bytes, scenario_input(sources_, workspace_, each));
                    sources_.add(each.name, std::move(bytes));
                }
            }
        }
        TRY(std::string file, scenarios_file(sources_, workspace_));
        sources_.add("scenarios.json", std::move(file));
        TRY(std::string requirements, requirements_file(sources_));
        sources_.add("requirements.tsv", std::move(requirements));
        return {};
    }

    diag::Result<void> add_written(KitFiles& files) const {
        for (const char* paper : kit_papers) {
            TRY(files[paper], base::read_file(sources_.folder() / paper));
        }
        for (const ConformCase& each : sources_.kit().cases) {
            if (!files.contains(each.input)) {
                TRY(service::Input input, sources_.input_of(each));
                files.emplace(each.input, std::move(input.bytes));
            }
        }
        return {};
    }

    diag::Result<KitFiles> review() const {
        KitFiles out;
        std::string& hashes = out[std::string(hashes_name)];
        for (const auto& [name, bytes] : sources_.made()) {
            hashes += fmt::format("{}  {}\n", resources::sha256_hex(bytes), name);
        }
        std::string& findings = out[std::string(findings_name)];
        for (const auto& [id, lines] : findings_) {
            for (std::string_view rest = lines; !rest.empty();) {
                findings += fmt::format("{} {}\n", id, text::next_part(rest, '\n'));
            }
        }
        for (const auto& [name, bytes] : sources_.made()) {
            if (fs::path(name).filename() == golden_name) {
                TRY(out[name], one_entry_a_line(bytes));
            }
        }
        return out;
    }

    KitSources sources_;
    service::Workspace workspace_;
    std::map<std::string, const ConformCase*> made_by_; // bundle of the kit → its case
    std::set<std::string> done_;
    std::map<std::string, std::string> findings_;  // by case
    std::map<std::string, std::string> documents_; // by case: the first one, as the program writes it
};

diag::Result<void> remove_others(const KitFiles& files, const fs::path& folder) {
    std::vector<fs::path> others;
    std::error_code failed;
    for (fs::recursive_directory_iterator each(folder, failed), end; !failed && each != end;
         each.increment(failed)) {
        if (!each->is_directory(failed) &&
            !files.contains(each->path().lexically_relative(folder).string())) {
            others.push_back(each->path());
        }
    }
    if (failed) {
        return diag::fail(message::conform_kit_folder, {.file = folder.string()}, {failed.message()});
    }
    for (const fs::path& each : others) {
        fs::remove(each, failed);
        if (failed) {
            return diag::fail(message::conform_kit_folder, {.file = each.string()}, {failed.message()});
        }
    }
    return {};
}

} // namespace

diag::Result<MadeKit> make_kit(const catalogue::Catalogue& catalogue, const fs::path& sources) {
    TRY(KitSources read, KitSources::read(catalogue, sources));
    return KitMaker(std::move(read)).run();
}

diag::Result<void> write_kit(const KitFiles& files, const fs::path& folder) {
    for (const auto& [name, bytes] : files) {
        const fs::path path = folder / name;
        if (const auto there = base::read_file(path); there && *there == bytes) {
            continue;
        }
        std::error_code failed;
        fs::create_directories(path.parent_path(), failed);
        if (failed) {
            return diag::fail(message::conform_kit_folder, {.file = path.string()}, {failed.message()});
        }
        TRY_VOID(base::write_file(path, bytes, base::Overwrite::yes));
    }
    return remove_others(files, folder);
}

} // namespace renkei::conform
