// What a reader of a document may rely on: every line of fixtures/promises.tsv.
#include "gateway/core/base/file.h"
#include "gateway/forms/conform/kit/promises.h"

#include "tests/definitions/open_r4.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace renkei::laws::promises_test {
namespace {

const fs::path fixtures = fs::path(RENKEI_KIT);

class Asking {
public:
    const std::vector<conform::Promise>& all() const { return promises_.all(); }
    // The promises for this form that a bundle breaks, one a line.
    std::string broken(std::string_view form, std::string_view bundle) {
        if (!parser_.parse(bundle, tree_)) {
            return "no JSON\n";
        }
        diag::Report report;
        promises_.check(form, tree_, report);
        std::string out;
        for (const diag::Finding& each : report.findings()) {
            out += diag::to_text(each, diag::Language::english) + "\n";
        }
        return out;
    }
    bool holds(const conform::Promise& promise, std::string_view bundle) {
        return parser_.parse(bundle, tree_) && promises_.holds(promise, tree_);
    }

private:
    static conform::Promises read() {
        diag::Result<conform::Promises> out = conform::Promises::read(fixtures, definitions::r4());
        EXPECT_TRUE(out) << diag::to_text(out.error(), diag::Language::english);
        return std::move(*out);
    }

    json::Parser parser_{definitions::r4().names()};
    json::Tree tree_;
    conform::Promises promises_ = read();
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
    for (const conform::Promise& promise : asking.all()) {
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
