// One thing of a document is as another system might have written it. Filled again from what was read, the
// changed place holds the changed value; or nothing, and a finding says so; or the old value, and R4 says
// that the change means nothing (harmless.tsv), or the report says so as an error.
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/mapping/qualifiers.h"

#include "tests/laws/foreign_changes.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

namespace renkei::laws::foreign_changes_test {
namespace {

using diag::Message;

// ---------------------------------------------------------------- harmless elements
struct Harmless {
    std::string element;
    std::string reason;
};

const std::vector<Harmless>& harmless() {
    static const std::vector<Harmless> all = [] {
        std::vector<Harmless> out;
        const diag::Result<std::string> read = base::read_file(RENKEI_SOURCE "/tests/laws/harmless.tsv");
        EXPECT_TRUE(read);
        const std::string table = read.value_or("");
        for (std::string_view rest = table; !rest.empty();) {
            std::string_view line = text::next_part(rest, '\n');
            if (!line.empty() && !line.starts_with('#')) {
                const std::string_view element = text::next_part(line, '\t');
                out.push_back({std::string(element), std::string(line)});
            }
        }
        return out;
    }();
    return all;
}

bool is_harmless(const Change& change) {
    std::vector<std::string> keys = change.place.keys;
    if (change.kind == ChangeKind::added) {
        keys = {change.element};
    }
    return std::ranges::any_of(harmless(), [&](const Harmless& each) {
        return std::ranges::any_of(keys, [&](const std::string& key) {
            return key == each.element || key.starts_with(each.element + ".");
        });
    });
}

// What the tables call `same` says nothing against the fact.
bool is_same(const Change& change) {
    const std::string code = change.kind == ChangeKind::altered ? change.value.text : change.answer;
    for (const std::string& key : change.place.keys) {
        const std::string element = change.kind == ChangeKind::added ? change.element : key;
        for (const mapping::QualifierRow& row : mapping::modifiers()) {
            if (row.element == element && row.treatment == mapping::Treatment::same &&
                std::ranges::find(row.answers, code) != row.answers.end()) {
                return true;
            }
        }
    }
    return false;
}

// ---------------------------------------------------------------- the oracle
// Values by R4's path, without indices: rows and resources may move.
using Values = std::map<std::pair<std::string, std::string>, int>;

std::string without_indices(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '[') {
            i = path.find(']', i);
        } else {
            out += path[i];
        }
    }
    return out;
}

Values values_of(const std::string& bundle) {
    Json json = parse(bundle);
    Values out;
    for (const Leaf& leaf : leaves(json, "Bundle")) {
        ++out[{without_indices(leaf.path), leaf.value->text}];
    }
    return out;
}

enum class Outcome : std::uint8_t { carried, withheld, reported, harmless, refused, wrong };
constexpr std::string_view outcome_names[] = {"carried",  "withheld", "reported",
                                              "harmless", "refused",  "WRONG"};

class Document {
public:
    Document(Lens& lens, const DraftRow& draft) : lens_(lens), record_(lens.form()) {
        make_record(draft, record_);
        text_ = lens_.fill(record_);
        values_ = values_of(text_);
        bundle_ = parse(text_);
        const Matched back = lens_.match(text_);
        canonical_ = canonical_text(back.record);
        EXPECT_TRUE(back.loss.empty()) << shown(back.loss);
        changes_ = changes_of(bundle_);
    }

    const std::vector<Change>& changes() const { return changes_; }

    Outcome assess(const Change& change) {
        const std::string text = changed(bundle_, change);
        Matched back = lens_.match(text);
        findings_ = shown(back.loss);
        if (!back.found) {
            return Outcome::refused;
        }
        if (canonical_text(back.record) == canonical_) {
            return unmoved(change, back.loss);
        }
        if (change.kind == ChangeKind::added) {
            return has_finding(back.loss, change, diag::Severity::warning) ? Outcome::withheld
                                                                           : Outcome::wrong;
        }
        diag::Report unsayable;
        const Values now = values_of(lens_.fill(back.record, unsayable));
        const Json* const leaf = find(bundle_, change.place.way);
        const std::string path = without_indices(change.place.path);
        const int old_count = count(now, path, leaf->text) - count(values_, path, leaf->text);
        if (change.kind == ChangeKind::altered &&
            count(now, path, change.value.text) > count(values_, path, change.value.text)) {
            return Outcome::carried;
        }
        if (old_count < 0) {
            return change.kind == ChangeKind::removed ||
                           has_finding(back.loss, change, diag::Severity::warning)
                       ? (change.kind == ChangeKind::removed ? Outcome::carried : Outcome::withheld)
                       : Outcome::wrong;
        }
        return unmoved(change, back.loss);
    }

    const std::string& findings() const { return findings_; }

private:
    static int count(const Values& values, const std::string& path, const std::string& text) {
        const auto found = values.find({path, text});
        return found == values.end() ? 0 : found->second;
    }

    // The old value is written again.
    static Outcome unmoved(const Change& change, const diag::Report& loss) {
        if (is_same(change) || is_harmless(change)) {
            return Outcome::harmless;
        }
        return has_finding(loss, change, diag::Severity::error) ? Outcome::reported : Outcome::wrong;
    }

    // In the same resource.
    static bool has_finding(const diag::Report& loss, const Change& change, diag::Severity severity) {
        const std::string resource = change.place.path.substr(0, change.place.path.find(']') + 1);
        return std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
            return each.severity >= severity &&
                   (each.where.path.starts_with(resource) || change.place.path.starts_with(each.where.path));
        });
    }

    Lens& lens_;
    model::Record record_;
    std::string text_;
    std::string canonical_;
    Values values_;
    Json bundle_;
    std::vector<Change> changes_;
    std::string findings_;
};

// Class of change × outcome.
class Tally {
public:
    void add(ChangeKind kind, Outcome outcome) {
        ++counts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(outcome)];
    }
    void print(std::string_view what) const {
        constexpr std::string_view kinds[] = {"altered", "removed", "added"};
        for (std::size_t kind = 0; kind < 3; ++kind) {
            std::cout << what << "\t" << kinds[kind];
            for (std::size_t outcome = 0; outcome < std::size(outcome_names); ++outcome) {
                std::cout << "\t" << outcome_names[outcome] << " " << counts_[kind][outcome];
            }
            std::cout << "\n";
        }
    }

private:
    std::size_t counts_[3][6] = {};
};

std::size_t number_of(const char* name, std::size_t usual) {
    const char* const wanted = std::getenv(name);
    return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

// Wrong ones by element: one line each.
class Wrongs {
public:
    void add(const LoadedForm& form, const Change& change, const std::string& findings) {
        auto& [count, first] =
            by_element_[change.element + " " + std::to_string(static_cast<int>(change.kind))];
        first = count++ == 0 ? form.folder + ": " + to_text(change) + "\n" + findings : first;
    }
    std::string text() const {
        std::string out;
        for (const auto& [element, wrong] : by_element_) {
            out += element + " × " + std::to_string(wrong.first) + ": " + wrong.second + "\n";
        }
        return out;
    }

private:
    std::map<std::string, std::pair<std::size_t, std::string>> by_element_;
};

// Every nth change of one full document of each form; all with RENKEI_EVERY_CHANGE=1.
TEST(ForeignChanges, none_of_a_full_document_is_read_as_something_else) {
    const std::size_t every = number_of("RENKEI_EVERY_CHANGE", 37);
    Tally tally;
    Wrongs wrongs;
    std::size_t number = 0;
    for (const LoadedForm& form : all_forms()) {
        Lens lens(form);
        Document document(lens, any_record(form.form(), 0));
        for (const Change& change : document.changes()) {
            if (number++ % every != 0) {
                continue;
            }
            const Outcome outcome = document.assess(change);
            tally.add(change.kind, outcome);
            if (outcome == Outcome::wrong) {
                wrongs.add(form, change, document.findings());
            }
        }
    }
    tally.print("full");
    EXPECT_EQ(wrongs.text(), "");
}

// Drawn changes of random documents.
TEST(ForeignChanges, none_of_a_random_document_is_read_as_something_else) {
    const std::size_t documents = number_of("RENKEI_CHANGED_DOCUMENTS", 4);
    constexpr int changes_each = 20;
    Tally tally;
    Wrongs wrongs;
    for (const LoadedForm& form : all_forms()) {
        Lens lens(form);
        for (std::uint64_t number = 1; number <= documents; ++number) {
            Document document(lens, any_record(form.form(), number));
            Random random(number);
            for (int i = 0; i < changes_each && !document.changes().empty(); ++i) {
                const Change& change = random.pick(document.changes());
                const Outcome outcome = document.assess(change);
                tally.add(change.kind, outcome);
                if (outcome == Outcome::wrong) {
                    wrongs.add(form, change, document.findings());
                }
            }
        }
    }
    tally.print("random");
    EXPECT_EQ(wrongs.text(), "");
}

TEST(ForeignChanges, what_is_harmless_is_no_modifier_no_value_and_no_subject) {
    constexpr std::size_t most = 60;
    EXPECT_LE(harmless().size(), most);
    for (const Harmless& each : harmless()) {
        EXPECT_FALSE(each.reason.empty()) << each.element;
        const definitions::Element* const element = r4().find_path(each.element);
        const std::string_view name = std::string_view(each.element).substr(each.element.rfind('.') + 1);
        if (element != nullptr) {
            EXPECT_FALSE(element->is_modifier) << each.element;
        }
        constexpr std::string_view forbidden[] = {"unit", "comparator", "subject", "patient", "beneficiary"};
        EXPECT_EQ(std::ranges::find(forbidden, name), std::end(forbidden)) << each.element;
        EXPECT_FALSE(name.starts_with("value")) << each.element;
    }
}

} // namespace
} // namespace renkei::laws::foreign_changes_test
