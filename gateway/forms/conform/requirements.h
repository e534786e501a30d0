// What requires each case and the absence of each finding: sentences of notices and standards, and the titles
// of the cases in Japanese. The kit's requirements.tsv has them.
#pragma once

#include "gateway/core/diag/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace renkei::conform {

struct BothLanguages {
    std::string japanese{};
    std::string english{};

    std::string text() const; // "日本語 / English", or the one that there is
};

struct Requirement {
    BothLanguages sentence{};
    std::string where{}; // the notice or standard

    bool is_known() const { return !where.empty(); }
};

class Requirements {
public:
    static diag::Result<Requirements> read(const std::filesystem::path& kit);

    // The English title as the manifest has it, and the Japanese one; empty if it is not known.
    BothLanguages title(std::string_view clause) const;
    // Of a case: by its title, else by its form.
    const Requirement& of_case(std::string_view clause, std::string_view form) const;
    // By the id of a message. Not known: what requires the case requires this, too.
    const Requirement& of_finding(std::string_view id) const;

private:
    struct Row {
        std::string title{};
        Requirement requirement{};
    };
    const Row& row(std::string_view kind, std::string_view key) const;

    std::map<std::string, Row, std::less<>> rows_{}; // by "kind key"
};

} // namespace renkei::conform
