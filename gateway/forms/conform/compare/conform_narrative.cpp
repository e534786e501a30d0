#include "gateway/core/json/place.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/document_content.h"
#include "gateway/forms/conform/documents/narrative_sentences.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "gateway/forms/conform/documents/written_values.h"
#include "generated/messages/conform.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace renkei::conform {
namespace {

constexpr std::size_t shortest_number = 7; // a date, a telephone number, a number of a person or an office
constexpr std::size_t shortest_name = 2;   // characters

// Behind these stands a name, also behind a word for the person with one of the ends. Folded; Japanese first,
// as in narratives of Japanese documents.
constexpr std::array<std::string_view, 6> name_words{"氏名", "名前",        "お名前",
                                                     "name", "patientname", "patient'sname"};
constexpr std::array<std::string_view, 2> name_ends{"名", "氏名"};
// Behind these may stand a name.
constexpr std::array<std::string_view, 7> person_words{"患者",     "利用者",  "本人",   "対象者",
                                                       "被保険者", "patient", "subject"};
constexpr std::array<std::string_view, 5> honorifics_of_subjects{"様", "殿", "さん", "さま", "氏"};

// "system|code" of a section's first coding; empty: it has none.
std::string code_of(const Tree& tree, NodeId section) {
    const NodeId concept_node = tree.child(section, "code");
    const NodeId codings = concept_node == json::no_node ? json::no_node : tree.child(concept_node, "coding");
    const NodeId first =
        codings == json::no_node || !tree[codings].is_array() ? json::no_node : tree.first_child(codings);
    return first == json::no_node ? std::string()
                                  : std::string(text_of(tree, first, "system")) + "|" +
                                        std::string(text_of(tree, first, "code"));
}

struct Narrative {
    NodeId div = json::no_node;
    std::string section{}; // the section's code; empty for the narrative of a resource
    bool may_say_more = false;
    std::vector<NarrativeRow> rows{};
};

// Every `text` with a div, wherever it stands.
std::vector<Narrative> narratives_of(const Tree& tree) {
    std::vector<Narrative> out;
    for (NodeId node = 0; node < tree.size(); ++node) {
        if (!tree[node].is_string() || !tree.has_key(node) || tree.key(node) != "div" ||
            tree.key(tree.parent(node)) != "text") {
            continue;
        }
        const NodeId text = tree.parent(node);
        const NodeId owner = tree.parent(text);
        const bool is_resource = !text_of(tree, owner, "resourceType").empty();
        out.push_back({.div = node,
                       .section = is_resource ? std::string() : code_of(tree, owner),
                       .may_say_more = text_of(tree, text, "status") == "additional",
                       .rows = narrative_rows(tree.text(node))});
    }
    return out;
}

// What the document holds, and the printed names of items and codes.
DocumentContent content_of(const ComparedDocument& document, const std::vector<Narrative>& own) {
    DocumentContent out;
    out.add(document.expected);
    out.add(document.found, document.unmapped);
    out.add(document.record);
    for (const Narrative& narrative : own) {
        for (const NarrativeRow& row : narrative.rows) {
            std::ranges::for_each(row.cells, [&](const std::string& cell) { out.add(cell); });
        }
    }
    return out;
}

// The values that the form states for each label: by section, and in the whole document.
class Expected {
public:
    Expected(const ComparedDocument& document, const std::vector<Narrative>& own)
        : words_(words_of(document.form)),
          stated_{.words = words_, .labels = words_.labels} {
        for (const Narrative& narrative : own) {
            for (const NarrativeRow& row : narrative.rows) {
                if (row.cells.size() == 2) {
                    const std::string label = text::fold(row.cells[0]);
                    stated_.labels.insert(label);
                    values_[narrative.section][label].push_back(row.cells[1]);
                    stated_.values[label].push_back(row.cells[1]);
                } else if (row.cells.size() == 1) {
                    stated_.headings.insert(text::fold(row.cells[0]));
                }
            }
        }
        stated_.labels.erase(std::string());
    }

    const StatedValues& stated() const { return stated_; }
    const std::set<std::string>& labels() const { return stated_.labels; }

    // The values of a label in this section, else in the whole document. Null if the form states none.
    const std::vector<std::string>* values(const std::string& section, const std::string& label) const {
        if (const auto of_section = values_.find(section); !section.empty() && of_section != values_.end()) {
            if (const auto found = of_section->second.find(label); found != of_section->second.end()) {
                return &found->second;
            }
        }
        const auto found = stated_.values.find(label);
        return found == stated_.values.end() ? nullptr : &found->second;
    }

    // Does `found` name another code of the list that `expected` belongs to? Other words for the same code do
    // not contradict it.
    bool contradicts(const std::string& expected, const std::string& found) const {
        bool is_code = false;
        const std::string ours = text::fold(expected);
        const std::string theirs = text::fold(found);
        for (const PrintedList& list : words_.lists) {
            const auto shows = [&](const std::string& text) {
                return std::ranges::any_of(
                    list.answers, [&](const PrintedAnswer& answer) { return answer.folded == text; });
            };
            if (shows(ours)) {
                is_code = true;
                if (ours != theirs && shows(theirs)) {
                    return true;
                }
            }
        }
        return !is_code && !may_agree(expected, found);
    }

private:
    FormWords words_;
    StatedValues stated_;                                                             // looks into words_
    std::map<std::string, std::map<std::string, std::vector<std::string>>> values_{}; // by section
};

// Names of the Patients of a bundle, folded.
std::set<std::string> patients_of(const Tree& tree) {
    std::set<std::string> out;
    const NodeId entries = tree.child(Tree::root, "entry");
    for (const NodeId entry : tree.items(entries)) {
        const NodeId resource = tree.child(entry, "resource");
        if (resource == json::no_node || text_of(tree, resource, "resourceType") != "Patient") {
            continue;
        }
        for (const NodeId name : tree.items(tree.child(resource, "name"))) {
            std::string parts(text_of(tree, name, "family"));
            for (const NodeId given : tree.items(tree.child(name, "given"))) {
                parts += tree.text(given);
            }
            out.insert(text::fold(parts));
            out.insert(text::fold(text_of(tree, name, "text")));
        }
    }
    out.erase(std::string());
    return out;
}

bool is_name_of_somebody(std::string_view text) {
    constexpr std::size_t longest = 20;
    const std::string folded = text::fold(text);
    const std::size_t size = text::count_code_points(folded);
    return size >= shortest_name && size <= longest && digits_of(folded).empty();
}

std::string without_honorific(std::string_view name) {
    std::string out(name.substr(0, name.find_first_of("(")));
    out = out.substr(0, out.find("（"));
    for (const std::string_view each : honorifics_of_subjects) {
        if (out.ends_with(each)) {
            out.resize(out.size() - each.size());
            break;
        }
    }
    return out;
}

class Checking {
public:
    Checking(const ComparedDocument& document, diag::Report& report)
        : document_(document),
          report_(report),
          own_(narratives_of(document.expected)),
          content_(content_of(document, own_)),
          expected_(document, own_) {
        std::ranges::for_each(name_words, [this](std::string_view each) { names_.emplace(each); });
        for (const std::string_view person : person_words) {
            persons_.emplace(person);
            std::ranges::for_each(
                name_ends, [&](std::string_view end) { names_.insert(std::string(person).append(end)); });
        }
    }

    void run() {
        const std::vector<Narrative> all = narratives_of(document_.found);
        const bool names_subject =
            std::ranges::any_of(all, [this](const Narrative& each) { return names_the_subject(each); });
        for (const Narrative& narrative : all) {
            said_.clear();
            values(narrative);
            sentences(narrative);
            if (narrative.may_say_more) {
                continue;
            }
            names(narrative);
            if (!names_subject) {
                bare_names(narrative);
            }
            for (const NarrativeRow& row : narrative.rows) {
                std::ranges::for_each(row.cells, [&](const std::string& cell) { facts(narrative, cell); });
            }
        }
    }

private:
    bool names_the_subject(const Narrative& narrative) const {
        std::string folded;
        for (const NarrativeRow& row : narrative.rows) {
            std::ranges::for_each(row.cells, [&](const std::string& cell) { folded += text::fold(cell); });
        }
        const std::set<std::string> patients = patients_of(document_.expected);
        return patients.empty() || std::ranges::any_of(patients, [&](const std::string& name) {
                   return folded.find(name) != std::string::npos;
               });
    }

    void values(const Narrative& narrative) {
        for (const Statement& each : statements_of(narrative.rows, expected_.labels())) {
            const std::vector<std::string>* const values = expected_.values(narrative.section, each.label);
            const auto contradicts = [&](const std::string& ours) {
                return expected_.contradicts(ours, each.value);
            };
            if (values != nullptr && std::ranges::all_of(*values, contradicts)) {
                add(message::conform_narrative_differs, narrative, {each.label, values->front(), each.value});
                said_.insert(text::fold(each.value));
            }
        }
    }

    void names(const Narrative& narrative) {
        for (const Statement& each : statements_of(narrative.rows, names_)) {
            if (const std::string name = without_honorific(each.value); is_name_of_somebody(name)) {
                name_is_known(narrative, name);
            }
        }
        for (const Statement& each : statements_of(narrative.rows, persons_)) {
            if (const std::string name = without_honorific(each.value); is_like_a_name(name)) {
                name_is_known(narrative, name);
            }
        }
        for (const NarrativeRow& row : narrative.rows) {
            for (const std::string& cell : row.cells) {
                for (const std::string& name : names_with_honorific(cell)) {
                    name_is_known(narrative, name);
                }
            }
        }
    }

    // If the narratives do not name the subject, cells and blocks that consist of a name are checked.
    void bare_names(const Narrative& narrative) {
        for (const NarrativeRow& row : narrative.rows) {
            for (const std::string& cell : row.cells) {
                if (is_like_a_name(cell)) {
                    name_is_known(narrative, cell);
                }
            }
        }
    }

    void sentences(const Narrative& narrative) {
        for (const NarrativeRow& row : narrative.rows) {
            for (const std::string& cell : row.cells) {
                for (const std::string_view clause : clauses_of(cell)) {
                    if (const auto denial = denial_in(expected_.stated(), content_, clause)) {
                        add(message::conform_narrative_denies, narrative, {denial->said, denial->stated});
                    } else if (const auto other = other_value_in(expected_.stated(), clause)) {
                        add(message::conform_narrative_denies, narrative, {other->said, other->stated});
                    }
                }
                const auto answer = narrative.may_say_more || said_.contains(text::fold(cell))
                                        ? std::nullopt
                                        : other_answer_in(expected_.stated(), content_, cell);
                if (answer) {
                    add(message::conform_narrative_answer, narrative, {answer->said});
                }
            }
        }
    }

    void name_is_known(const Narrative& narrative, const std::string& name) {
        if (!content_.has_text(name) && said_.insert(text::fold(name)).second) {
            add(message::conform_narrative_name, narrative, {name});
        }
    }

    void facts(const Narrative& narrative, const std::string& cell) {
        if (said_.contains(text::fold(cell))) {
            return;
        }
        for (const std::string& date : dates_in(cell)) {
            if (!content_.has_date(date)) {
                add(message::conform_narrative_fact, narrative, {date});
            }
        }
        for (const std::string& number : numbers_in(cell)) {
            if (number.size() >= shortest_number && dates_in(cell).empty() && !content_.has_number(number)) {
                add(message::conform_narrative_fact, narrative, {number});
            }
        }
    }

    void add(Message message, const Narrative& narrative, std::vector<std::string> args) {
        report_.add(message, json::where(document_.found, narrative.div), std::move(args));
    }

    const ComparedDocument& document_;
    diag::Report& report_;
    std::vector<Narrative> own_;
    DocumentContent content_;
    Expected expected_;
    std::set<std::string> names_{};
    std::set<std::string> persons_{};
    // the values that were reported of the narrative that is being checked, folded
    std::set<std::string> said_{};
};

} // namespace

void check_narratives(const ComparedDocument& document, diag::Report& report) {
    Checking(document, report).run();
}

} // namespace renkei::conform
