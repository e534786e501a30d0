#include "gateway/forms/form/wordings.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cassert>
#include <mutex>

namespace renkei::form {

struct Wording::Patterns {
    std::once_flag is_compiled{};
    re2::RE2::Set set{re2::RE2::Quiet, re2::RE2::ANCHOR_BOTH};
};

Wording::Wording(std::string name, std::string about, std::vector<Reading> readings)
    : name_(std::move(name)),
      about_(std::move(about)),
      readings_(std::move(readings)),
      patterns_(std::make_unique<Patterns>()) {}
Wording::Wording(Wording&&) noexcept = default;
Wording& Wording::operator=(Wording&&) noexcept = default;
Wording::~Wording() = default;

std::string_view Wording::element_of(std::string_view resource_type) const {
    for (std::string_view rest = about_; !rest.empty();) {
        std::string_view element = text::next_part(rest, ' ');
        if (text::next_part(element, '.') == resource_type) {
            return element;
        }
    }
    return {};
}

const Reading* Wording::of_text(std::string_view text) const {
    std::call_once(patterns_->is_compiled, [this] {
        for (const Reading& reading : readings_) {
            const int added = patterns_->set.Add(reading.pattern, nullptr);
            assert(added >= 0); // the loader has checked it
            static_cast<void>(added);
        }
        patterns_->set.Compile();
    });
    std::vector<int> matched;
    if (!patterns_->set.Match(folded_wording(text), &matched)) {
        return nullptr;
    }
    return &readings_[static_cast<std::size_t>(*std::ranges::min_element(matched))];
}

const Reading* Wording::of_code(std::string_view system, std::string_view code) const {
    const auto found = std::ranges::find_if(readings_, [&](const Reading& reading) {
        return std::ranges::any_of(reading.codes, [&](const ReadingCode& each) {
            return each.system == system && each.code == code;
        });
    });
    return found == readings_.end() ? nullptr : &*found;
}

bool Wording::has(std::string_view reading) const {
    return reading == unread_words ||
           std::ranges::find(readings_, reading, &Reading::name) != readings_.end();
}

std::string names_of_readings(const Wording& wording) {
    std::string out;
    for (const Reading& reading : wording.readings()) {
        out += reading.name + " | ";
    }
    return out.append(unread_words);
}

const Wording* Wordings::find(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &Wording::name);
    return found == all_.end() ? nullptr : &*found;
}

const Wording* Wordings::of_type(std::string_view resource_type) const {
    const auto found = std::ranges::find_if(
        all_, [&](const Wording& each) { return !each.element_of(resource_type).empty(); });
    return found == all_.end() ? nullptr : &*found;
}

bool Wordings::names_nothing(std::string_view text) const {
    return std::ranges::any_of(all_, [&](const Wording& each) {
        const Reading* const read = each.of_text(text);
        return read != nullptr &&
               (read->says == Says::nothing || read->says == Says::denied || read->says == Says::unknown);
    });
}

std::string folded_wording(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string line = text::fold(text::next_part(text, '\n'));
        out += out.empty() || line.empty() ? line : '\n' + line;
    }
    return out;
}

} // namespace renkei::form
