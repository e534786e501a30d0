// What a reader of a document may rely on: every line of fixtures/promises.tsv.
#include "gateway/core/base/file.h"
#include "gateway/fhir/fhirpath/evaluator.h"

#include "tests/definitions/open_r4.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace renkei::laws::promises_test {
namespace {

namespace fs = std::filesystem;

const fs::path fixtures = fs::path(RENKEI_KIT);

struct Promise {
    std::string id;
    std::string forms; // "*" or folders, joined by commas
    std::string text;
    fhirpath::Expression expression;
    std::string counterexample; // JSON Patch (RFC 6902) of a document

    bool is_of(std::string_view folder) const {
        return forms == "*" || ("," + forms + ",").find("," + std::string(folder) + ",") != std::string::npos;
    }
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> out(1);
    for (const char c : line) {
        c == '\t' ? static_cast<void>(out.emplace_back()) : out.back().push_back(c);
    }
    return out;
}

const std::vector<Promise>& promises() {
    static const auto all = [] {
        std::vector<Promise> out;
        std::ifstream in(fixtures / "promises.tsv");
        std::string line;
        std::getline(in, line);
        EXPECT_EQ(line, "id\tforms\texpression\twhy\tcounterexample");
        while (std::getline(in, line)) {
            const std::vector<std::string> cells = cells_of(line);
            EXPECT_EQ(cells.size(), 5U) << line;
            auto expression = fhirpath::compile(
                cells.at(2), definitions::r4(),
                {.checks = fhirpath::Checks::names, .context = definitions::r4().type("Bundle")});
            EXPECT_TRUE(expression) << cells.at(0) << ": "
                                    << diag::to_text(expression.error(), diag::Language::english);
            if (expression) {
                out.push_back({cells.at(0), cells.at(1), cells.at(2), std::move(*expression), cells.at(4)});
            }
        }
        return out;
    }();
    return all;
}

class Asking {
public:
    // The promises for this form that a bundle breaks, one a line.
    std::string broken(std::string_view folder, std::string_view bundle) {
        if (!parser_.parse(bundle, tree_)) {
            return "no JSON\n";
        }
        std::string out;
        for (const Promise& promise : promises()) {
            if (promise.is_of(folder) && !holds(promise)) {
                out += promise.id + ": " + promise.text + "\n";
            }
        }
        return out;
    }
    bool holds(const Promise& promise, std::string_view bundle) {
        return parser_.parse(bundle, tree_) && holds(promise);
    }

private:
    bool holds(const Promise& promise) {
        const auto truth = evaluator_.is_true(promise.expression,
                                              {.context = fhirpath::resource_item(definitions::r4(), tree_)});
        return truth && *truth == fhirpath::InvariantResult::yes;
    }

    json::Parser parser_{definitions::r4().names()};
    json::Tree tree_;
    fhirpath::Evaluator evaluator_{definitions::r4()};
};

// Forms that only tests know promise nothing.
bool is_published(const LoadedForm& form) { return fs::exists(fixtures / form.folder); }

std::string text_of(const fs::path& file) {
    const auto text = base::read_file(file);
    EXPECT_TRUE(text) << file;
    return text.value_or("");
}

std::string full_document(const LoadedForm& form) {
    Lens lens(form);
    record::Record record(form.form());
    make_record(any_record(form.form(), 0), record);
    return lens.fill(record);
}

TEST(Promises, hold_for_every_document_of_the_kit) {
    Asking asking;
    for (const LoadedForm& form : all_forms()) {
        if (!is_published(form)) {
            continue;
        }
        for (const fs::directory_entry& file : fs::directory_iterator(fixtures / form.folder)) {
            if (file.path().string().ends_with(".bundle.json")) {
                EXPECT_EQ(asking.broken(form.folder, text_of(file.path())), "") << file.path();
            }
        }
    }
}

TEST(Promises, hold_for_random_records) {
    Asking asking;
    holds(
        [&](Lens& lens, record::Record& record, Random&) {
            return is_published(lens.loaded()) ? asking.broken(lens.loaded().folder, lens.fill(record))
                                               : std::string();
        },
        {.every = 2});
}

// A promise that nothing could break would say nothing.
TEST(Promises, are_broken_by_their_counterexamples) {
    Asking asking;
    for (const Promise& promise : promises()) {
        bool is_asked = false;
        for (const LoadedForm& form : all_forms()) {
            if (!is_published(form) || !promise.is_of(form.folder)) {
                continue;
            }
            is_asked = true;
            const std::string bundle = full_document(form);
            EXPECT_TRUE(asking.holds(promise, bundle)) << form.folder << ": " << promise.id;
            const auto broken =
                nlohmann::json::parse(bundle).patch(nlohmann::json::parse(promise.counterexample));
            EXPECT_FALSE(asking.holds(promise, broken.dump())) << form.folder << ": " << promise.id;
        }
        EXPECT_TRUE(is_asked) << promise.id << " is promised of no form: " << promise.forms;
    }
}

} // namespace
} // namespace renkei::laws::promises_test
