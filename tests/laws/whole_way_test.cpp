// A document is changed in one place, as another system might have written it, and goes its whole way: read,
// carried into the form of the office, shown on a page. Then the page says the change, or the report names
// it, or what it qualifies is not shown, and the report says so; or R4 says that it means nothing.
#include "tests/laws/law.h"
#include "tests/laws/whole_way.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

namespace renkei::laws::whole_way_test {
namespace {

// Family of changes × what became of them.
class Tally {
public:
    void add(const std::string& family, Arrival arrival) {
        ++counts_[family][static_cast<std::size_t>(arrival)];
    }
    void print(std::string_view what) const {
        for (const auto& [family, counts] : counts_) {
            std::cout << what << "\t" << family;
            for (std::size_t i = 0; i < std::size(arrival_names); ++i) {
                std::cout << "\t" << arrival_names[i] << " " << counts[i];
            }
            std::cout << "\n";
        }
    }

private:
    std::map<std::string, std::array<std::size_t, std::size(arrival_names)>> counts_;
};

std::size_t number_of(const char* name, std::size_t usual) {
    const char* const wanted = std::getenv(name);
    return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

// By way and element: how many, and the first of them.
class Found {
public:
    void add(const std::string& way, const Change& change, Arrival arrival, const std::string& shown) {
        const std::string key = way + "\t" + std::string(arrival_names[static_cast<std::size_t>(arrival)]) +
                                "\t" + change.place.keys.front() +
                                (change.field.empty() ? "" : "." + change.field) + "\t" + change.element +
                                "\t" + std::to_string(static_cast<int>(change.kind));
        auto& [count, first] = found_[key];
        first = count++ == 0 ? to_text(change) + "\n" + shown : first;
    }
    std::string text() const {
        std::string out;
        for (const auto& [key, found] : found_) {
            out += key + " × " + std::to_string(found.first) + ": " + found.second + "\n";
        }
        return out;
    }

private:
    std::map<std::string, std::pair<std::size_t, std::string>> found_;
};

service::Workspace& workspace() {
    static service::Workspace made(all_plans(), RENKEI_BINARY "/share/r4.defs");
    return made;
}

const char* detail() { return std::getenv("RENKEI_WAY_DETAIL"); }

// Rows of left.tsv, and which of them still are needed.
class Left {
public:
    bool has(const Change& change, std::string_view station) {
        bool out = false;
        std::vector<std::string> names = names_of(change);
        names.push_back(qualifier_of(change));
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const std::vector<std::string>& row = rows_[i];
            const bool is_it =
                std::ranges::any_of(names, [&](const std::string& name) { return is_at(name, row[0]); }) &&
                is(row[1], kind_name(change.kind)) && is(row[2], station);
            if (is_it) {
                needed_.insert(i);
                out = true;
            }
        }
        return out;
    }
    std::string unneeded() const {
        std::string out;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            out += needed_.contains(i) ? "" : rows_[i][0] + " " + rows_[i][1] + " " + rows_[i][2] + "\n";
        }
        return out;
    }
    const std::vector<std::vector<std::string>>& rows() const { return rows_; }

private:
    static bool is(std::string_view wanted, std::string_view found) {
        return wanted == "any" || wanted == found;
    }

    std::vector<std::vector<std::string>> rows_ = read_rows("left.tsv");
    std::set<std::size_t> needed_;
};

Left& left() {
    static Left all;
    return all;
}

// A document at the start of a way, and the way.
struct Sample {
    std::string name;
    std::string to; // family of the form that is made; empty: it stays of its form
    Json bundle;
    const form::Form& form;
};

Json full_document(const LoadedForm& form, std::uint64_t number) {
    Lens lens(form);
    record::Record record(form.form());
    make_record(any_record(form.form(), number), record);
    diag::Report unsayable;
    return parse(lens.fill(record, unsayable));
}

class Law {
public:
    explicit Law(std::string name) : name_(std::move(name)) {}
    ~Law() {
        tally_.print(name_);
        if (detail() != nullptr) {
            std::ofstream(detail(), std::ios::app) << all_.text();
        }
    }
    Law(const Law&) = delete;
    Law& operator=(const Law&) = delete;

    // `every`: nth change of all samples.
    void ask(const Sample& sample, std::size_t every) {
        const Journey journey(workspace(), sample.to);
        WholeWay whole(journey, sample.bundle, sample.form);
        EXPECT_TRUE(whole.is_whole()) << sample.name;
        for (const Change& change : whole.changes()) {
            if (number_++ % every == 0) {
                const Arrival arrival = whole.assess(change);
                note(sample, arrival, change, whole.shown());
            }
        }
    }

    // A few changes, drawn.
    void draw(const Sample& sample, std::uint64_t seed) {
        constexpr int changes_each = 20;
        const Journey journey(workspace(), sample.to);
        WholeWay whole(journey, sample.bundle, sample.form);
        Random random(seed);
        for (int i = 0; i < changes_each && whole.is_whole(); ++i) {
            const Change& change = random.pick(whole.changes());
            const Arrival arrival = whole.assess(change);
            note(sample, arrival, change, whole.shown());
        }
    }

    std::string wrong() const { return wrong_.text(); }

private:
    void note(const Sample& sample, Arrival arrival, const Change& change, const std::string& shown) {
        tally_.add(sample.name + "\t" + family_of(change), arrival);
        const bool is_left =
            arrival == Arrival::wrong && left().has(change, sample.to.empty() ? "page" : "form");
        if (arrival == Arrival::wrong && !is_left) {
            wrong_.add(sample.name, change, arrival, shown);
        }
        if (detail() != nullptr) {
            all_.add(sample.name, change, arrival, shown);
        }
    }

    std::string name_;
    std::size_t number_ = 0;
    Tally tally_;
    Found wrong_;
    Found all_;
};

const LoadedForm* loaded(const form::Form& form) {
    const auto found =
        std::ranges::find_if(all_forms(), [&](const LoadedForm& each) { return &each.form() == &form; });
    return found == all_forms().end() ? nullptr : &*found;
}

TEST(WholeWay, of_a_changed_foreign_document_says_the_change_or_reports_it) {
    Law law("full");
    for (const transfer::Transfer& transfer : all_plans().transfers()) {
        if (const LoadedForm* const form = loaded(*transfer.foreign)) {
            const Json bundle = without_doubt(full_document(*form, 0));
            const std::string to(transfer.ours->id());
            law.ask({form->folder + " to " + to, to, bundle, form->form()},
                    number_of("RENKEI_EVERY_CHANGE", 37));
            law.ask({form->folder + " page", "", bundle, form->form()}, number_of("RENKEI_EVERY_CHANGE", 37));
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(WholeWay, of_a_changed_document_of_our_forms_says_the_change_or_reports_it) {
    Law law("own");
    for (const LoadedForm& form : all_forms()) {
        if (!form.form().is_foreign()) {
            law.ask({form.folder, "", full_document(form, 0), form.form()},
                    number_of("RENKEI_EVERY_CHANGE", 97));
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

// Drawn changes of random documents.
TEST(WholeWay, of_a_random_document_says_the_change_or_reports_it) {
    const std::size_t documents = number_of("RENKEI_CHANGED_DOCUMENTS", 2);
    Law law("random");
    for (const transfer::Transfer& transfer : all_plans().transfers()) {
        const LoadedForm* const form = loaded(*transfer.foreign);
        for (std::uint64_t number = 1; form != nullptr && number <= documents; ++number) {
            const Json bundle = without_doubt(full_document(*form, number));
            const std::string to(transfer.ours->id());
            law.draw({form->folder + " to " + to, to, bundle, form->form()}, number);
            law.draw({form->folder + " page", "", bundle, form->form()}, number);
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(WholeWay, what_is_left_is_needed_and_has_a_reason) {
    for (const std::vector<std::string>& row : left().rows()) {
        EXPECT_EQ(row.size(), 4U) << row.front();
    }
    if (number_of("RENKEI_EVERY_CHANGE", 0) == 1) { // all changes were tried before
        EXPECT_EQ(left().unneeded(), "");
    }
}

} // namespace
} // namespace renkei::laws::whole_way_test
