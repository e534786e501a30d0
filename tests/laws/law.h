// Asks a law about random records of every form on disk, and shows the smallest record for which it does not
// hold.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/match/match.h"

#include "tests/laws/all_forms.h"
#include "tests/laws/generate.h"
#include "tests/laws/random.h"

#include <functional>
#include <string>
#include <utility>

namespace renkei::laws {

// What came out of a bundle.
struct Matched {
    explicit Matched(const form::Form& form) : record(form) {}
    bool found = true; // false: no Composition of this form
    record::Record record;
    diag::Report loss;
};

// A form at work: both halves of its lens.
class Lens {
public:
    explicit Lens(const LoadedForm& form)
        : form_(&form),
          fill_(*form.plan),
          matcher_(*form.plan),
          parser_(form.plan->names()) {}

    const LoadedForm& loaded() const { return *form_; }
    const form::Form& form() const { return form_->form(); }

    std::string fill(record::Record& record, diag::Report& loss);
    std::string fill(record::Record& record); // nothing may be lost: that is part of every law
    std::string take_trouble() { return std::exchange(trouble_, {}); }
    // Views `bundle`.
    Matched match(std::string_view bundle);

private:
    const LoadedForm* form_;
    mapping::Fill fill_;
    mapping::Matcher matcher_;
    json::Parser parser_;
    std::deque<json::Tree> trees_; // records look into them
    std::string trouble_;
};

// What is wrong, or empty. The random source is reseeded for every record, so that a smaller record meets the
// same choices.
using Law = std::function<std::string(Lens&, record::Record&, Random&)>;

// Documents of others claim no profile of ours, and number persons and title sections in their own way.
enum class Forms : std::uint8_t { all, ours };

// Every nth of the records is asked: laws that take apart and rebuild a bundle are slow.
struct Asked {
    Filling filling = Filling::right;
    std::size_t every = 1;
    Forms forms = Forms::all;
};
void holds(const Law& law, Asked asked = {});

std::string shown(const diag::Report& report);
// The first line in which two texts differ.
std::string difference(std::string_view expected, std::string_view found);

} // namespace renkei::laws
