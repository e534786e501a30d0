#include "gateway/forms/form/wordings.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::form {

namespace {

std::uint64_t bit_of(std::size_t reading) { return 1ULL << std::min<std::size_t>(reading, 63); }

std::string_view first_character(std::string_view text) {
    const auto follows = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    return {text.begin(), std::find_if_not(text.begin() + 1, text.end(), follows)};
}

} // namespace

Wording::Wording(std::string name, std::string about, std::vector<Reading> readings)
    : name_(std::move(name)),
      about_(std::move(about)),
      readings_(std::move(readings)) {
    for (std::size_t i = 0; i < readings_.size(); ++i) {
        patterns_.emplace_back(readings_[i].pattern);
        without_sign_ |= readings_[i].signs.empty() ? bit_of(i) : 0;
        for (const std::string& sign : readings_[i].signs) {
            signs_.push_back({sign, bit_of(i)});
        }
    }
    std::ranges::sort(signs_, {}, &Sign::text);
}

std::string_view Wording::element_of(std::string_view resource_type) const {
    for (std::string_view rest = about_; !rest.empty();) {
        std::string_view element = text::next_part(rest, ' ');
        if (text::next_part(element, '.') == resource_type) {
            return element;
        }
    }
    return {};
}

std::uint64_t Wording::readings_that_may_match(std::string_view folded) const {
    std::uint64_t out = without_sign_;
    while (!folded.empty()) {
        const std::string_view character = first_character(folded);
        for (auto sign = std::ranges::lower_bound(signs_, character, {}, &Sign::text);
             sign != signs_.end() && sign->text.starts_with(character); ++sign) {
            out |= folded.starts_with(sign->text) ? sign->readings : 0;
        }
        folded.remove_prefix(character.size());
    }
    return out;
}

const Reading* Wording::of_text(std::string_view text) const {
    const std::string folded = folded_wording(text);
    const std::uint64_t may_match = readings_that_may_match(folded);
    for (std::size_t i = 0; may_match != 0 && i < readings_.size(); ++i) {
        if ((may_match & bit_of(i)) != 0 && patterns_[i].matches(folded)) {
            return &readings_[i];
        }
    }
    return nullptr;
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

bool Wordings::leaves_open(std::string_view text) const {
    return std::ranges::any_of(all_, [&](const Wording& each) {
        const Reading* const read = each.of_text(text);
        return read != nullptr && read->says == Says::unknown;
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
