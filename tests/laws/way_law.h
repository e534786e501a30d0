// Follows changed documents over a way, counts what becomes of the changes, and collects those that are wrong
// and not in a list of what is left.
#pragma once

#include "tests/laws/law.h"
#include "tests/laws/whole_way.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace renkei::laws {

std::size_t number_of(const char* name, std::size_t usual); // of the environment
service::Workspace& workspace();                            // of all forms
// Filled from the tables of the form: `number` 0 has every item.
Json full_document(const LoadedForm& form, std::uint64_t number);

// A list of what is left, and which of its elements still are needed.
class Left {
public:
    explicit Left(const std::string& file); // named from this folder

    // `end`: of the way, "page", "form", "summary"
    bool has(const Change& change, std::string_view end);
    std::string unneeded(const std::set<std::string, std::less<>>& ends) const;
    std::size_t lines() const { return lines_; }

private:
    struct Row {
        std::string element{};
        std::string kind{};
        std::string end{};
        bool is_needed = false;
    };
    std::vector<Row> rows_;
    std::size_t lines_ = 0;
};

// A document at the start of a way, and the way.
struct Sample {
    std::string name;
    std::string_view end; // of the way, as the list of what is left names it
    const Journey& journey;
    const Json& bundle;
    const form::Form& form; // of the bundle
};

class WayLaw {
public:
    // `left` outlives it.
    WayLaw(std::string name, Left& left) : name_(std::move(name)), left_(left) {}
    ~WayLaw(); // prints the counts
    WayLaw(const WayLaw&) = delete;
    WayLaw& operator=(const WayLaw&) = delete;

    void ask(const Sample& sample, std::size_t every);   // every nth change of all samples
    void draw(const Sample& sample, std::uint64_t seed); // a few changes
    std::string wrong() const;

private:
    // How many of a kind, and the first of them.
    using Found = std::map<std::string, std::pair<std::size_t, std::string>>;

    static std::string text_of(const Found& found);
    void assess(WholeWay& whole, const Sample& sample, const Change& change);

    std::string name_;
    Left& left_;
    std::size_t number_ = 0;
    std::map<std::string, std::array<std::size_t, std::size(arrival_names)>> counts_; // by family
    Found wrong_;
    Found all_;
};

} // namespace renkei::laws
