#include "tests/laws/way_law.h"

#include "gateway/core/text/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace renkei::laws {
namespace {

const char* detail_file() { return std::getenv("RENKEI_WAY_DETAIL"); }

} // namespace

std::size_t number_of(const char* name, std::size_t usual) {
    const char* const wanted = std::getenv(name);
    return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

service::Workspace& workspace() {
    static service::Workspace made(all_plans(), RENKEI_BINARY "/share/r4.defs");
    return made;
}

Json full_document(const LoadedForm& form, std::uint64_t number) {
    Lens lens(form);
    record::Record record(form.form());
    make_record(any_record(form.form(), number), record);
    diag::Report unsayable;
    return parse(lens.fill(record, unsayable));
}

Left::Left(const std::string& file) {
    for (const std::vector<std::string>& line : read_rows(file)) {
        ++lines_;
        EXPECT_EQ(line.size(), 4U) << line.front() << " has no reason";
        for (std::string_view rest = line.front(); !rest.empty();) {
            rows_.push_back({std::string(text::next_part(rest, ' ')), line.at(1), line.at(2)});
        }
    }
}

bool Left::has(const Change& change, std::string_view end) {
    const auto is = [](std::string_view wanted, std::string_view found) {
        return wanted == "any" || wanted == found;
    };
    std::vector<std::string> names = names_of(change);
    names.push_back(qualifier_of(change));
    bool out = false;
    for (Row& row : rows_) {
        const bool is_it =
            std::ranges::any_of(names, [&](const std::string& name) { return is_at(name, row.element); }) &&
            is(row.kind, kind_name(change.kind)) && is(row.end, end);
        row.is_needed |= is_it;
        out |= is_it;
    }
    return out;
}

std::string Left::unneeded(const std::set<std::string, std::less<>>& ends) const {
    std::string out;
    for (const Row& row : rows_) {
        const bool is_asked = row.end == "any" || ends.contains(row.end);
        out += row.is_needed || !is_asked ? "" : row.element + " " + row.kind + " " + row.end + "\n";
    }
    return out;
}

WayLaw::~WayLaw() {
    for (const auto& [family, counts] : counts_) {
        std::cout << name_ << "\t" << family;
        for (std::size_t i = 0; i < std::size(arrival_names); ++i) {
            std::cout << "\t" << arrival_names[i] << " " << counts[i];
        }
        std::cout << "\n";
    }
    if (detail_file() != nullptr) {
        std::ofstream(detail_file(), std::ios::app) << text_of(all_);
    }
}

void WayLaw::ask(const Sample& sample, std::size_t every) {
    WholeWay whole(sample.journey, sample.bundle, sample.form);
    EXPECT_TRUE(whole.is_whole()) << sample.name;
    for (const Change& change : whole.changes()) {
        if (number_++ % every == 0) {
            assess(whole, sample, change);
        }
    }
}

void WayLaw::draw(const Sample& sample, std::uint64_t seed) {
    constexpr int changes_each = 20;
    WholeWay whole(sample.journey, sample.bundle, sample.form);
    Random random(seed);
    for (int i = 0; i < changes_each && whole.is_whole(); ++i) {
        assess(whole, sample, random.pick(whole.changes()));
    }
}

std::string WayLaw::wrong() const { return text_of(wrong_); }

std::string WayLaw::text_of(const Found& found) {
    std::string out;
    for (const auto& [key, each] : found) {
        out += key + " × " + std::to_string(each.first) + ": " + each.second + "\n";
    }
    return out;
}

void WayLaw::assess(WholeWay& whole, const Sample& sample, const Change& change) {
    const Arrival arrival = whole.assess(change);
    ++counts_[sample.name + "\t" + family_of(change)][static_cast<std::size_t>(arrival)];
    const std::string key = sample.name + "\t" +
                            std::string(arrival_names[static_cast<std::size_t>(arrival)]) + "\t" +
                            change.place.keys.front() + (change.field.empty() ? "" : "." + change.field) +
                            "\t" + change.element + "\t" + std::to_string(static_cast<int>(change.kind));
    const auto add = [&](Found& found) {
        auto& [count, first] = found[key];
        first = count++ == 0 ? to_text(change) + "\n" + whole.shown() : first;
    };
    if (arrival == Arrival::wrong && !left_.has(change, sample.end)) {
        add(wrong_);
    }
    if (detail_file() != nullptr) {
        add(all_);
    }
}

} // namespace renkei::laws
