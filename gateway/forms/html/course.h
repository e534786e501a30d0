// The last documents of one form about a person side by side: each answer with what changed since the
// document before. Whether a change is good or bad is not said.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {
class Record;
}
namespace renkei::mapping {
class Plan;
}

namespace renkei::html {

struct PageHead;
struct PageOptions;

inline constexpr std::size_t most_of_course = 3; // documents

struct CourseAnswer {
    std::string key{};    // of the item, with the numbers of its rows: two items may have one name
    std::string name{};   // the same, as printed
    std::string html{};   // what is stated
    std::string number{}; // as the file has it; empty: it is none
};

struct CourseDocument {
    std::string url{};
    std::string day{};          // as FHIR writes it
    std::string person{};       // HTML of the box at the top
    std::string person_sheet{}; // plain, for the head of each sheet of paper
    bool has_restricted = false;
    std::vector<CourseAnswer> answers{};
};
// `options`: the person of a form that has no name.
CourseDocument read_course(const mapping::Plan& plan, const record::Record& record,
                           const PageOptions& options);

// `documents`: at most so many, the oldest first. `left_out`: how many more cannot be opened.
std::string course_page(std::string_view title, std::span<const CourseDocument> documents,
                        std::size_t left_out, const PageHead& head);

} // namespace renkei::html
