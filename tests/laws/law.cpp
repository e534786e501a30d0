#include "tests/laws/law.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::laws {
namespace {

constexpr std::size_t fast_set = 200;
constexpr std::size_t max_shrinking = 2000; // tries

// How many records of each form: 200, or what the long set asks for.
std::size_t record_count() {
    const char* wanted = std::getenv("RENKEI_LAW_RECORDS");
    return wanted == nullptr ? fast_set : std::strtoull(wanted, nullptr, 10);
}

class Asking {
public:
    Asking(const LoadedForm& form, const Law& law)
        : form_(form),
          law_(law),
          lens_(form),
          record_(form.form()) {}

    // What is wrong with the law for this record, or empty.
    std::string ask(const DraftRow& draft, std::uint64_t number) {
        make_record(draft, record_);
        Random random(number);
        const std::string wrong = law_(lens_, record_, random);
        const std::string trouble = lens_.take_trouble();
        return trouble.empty() ? wrong : trouble;
    }

    // A draft with the same trouble that is as small as possible.
    DraftRow shrink(DraftRow draft, std::uint64_t number) {
        std::size_t tries = 0;
        bool smaller = true;
        while (smaller && tries < max_shrinking) {
            smaller = false;
            for (std::size_t piece = 0; tries < max_shrinking;) {
                DraftRow candidate = draft;
                if (!remove_piece(candidate, form_.form(), piece)) {
                    break;
                }
                ++tries;
                if (ask(candidate, number).empty()) {
                    ++piece;
                } else {
                    draft = std::move(candidate);
                    smaller = true;
                }
            }
        }
        return draft;
    }

    const record::Record& record() const { return record_; }

private:
    const LoadedForm& form_;
    const Law& law_;
    Lens lens_;
    record::Record record_;
};

} // namespace

std::string Lens::fill(record::Record& record, diag::Report& loss) {
    base::Buffer out;
    fill_.run(record, out, loss);
    return std::string(out.view());
}

std::string Lens::fill(record::Record& record) {
    diag::Report loss;
    std::string out = fill(record, loss);
    trouble_ = loss.empty() ? "" : "cannot be said in FHIR:\n" + shown(loss);
    return out;
}

Matched Lens::match(std::string_view bundle) {
    constexpr std::size_t kept = 8;
    if (trees_.size() == kept) {
        trees_.pop_front();
    }
    Matched out(form());
    json::Tree& tree = trees_.emplace_back();
    const auto parsed = parser_.parse(bundle, tree);
    EXPECT_TRUE(parsed) << bundle;
    out.found = parsed && matcher_.run(tree, out.record, out.loss).has_value();
    out.record.number_rows();
    return out;
}

void holds(const Law& law, Asked asked) {
    const std::size_t count = record_count();
    for (const LoadedForm& form : all_forms()) {
        if (asked.forms == Forms::ours && form.form().is_foreign()) {
            continue;
        }
        Asking asking(form, law);
        for (std::uint64_t number = 0; number < count; number += asked.every) {
            const DraftRow draft = any_record(form.form(), number, asked.filling);
            if (asking.ask(draft, number).empty()) {
                continue;
            }
            const std::string wrong = asking.ask(asking.shrink(draft, number), number);
            ADD_FAILURE() << form.folder << ", record " << number << ": " << wrong << "\n"
                          << record::canonical_text(asking.record());
            break; // one record a form is enough to read
        }
    }
}

std::string shown(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

std::string difference(std::string_view expected, std::string_view found) {
    std::size_t same = 0;
    while (same < expected.size() && same < found.size() && expected[same] == found[same]) {
        ++same;
    }
    constexpr std::size_t before = 200;
    constexpr std::size_t width = 400;
    const std::size_t from = same < before ? 0 : same - before;
    return "expected …" + std::string(expected.substr(from, width)) + "…\nfound    …" +
           std::string(found.substr(from, width)) + "…";
}

} // namespace renkei::laws
