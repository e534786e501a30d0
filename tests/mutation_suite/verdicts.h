// Two verdicts on each case, and whether every difference is a known one.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace renkei::mutation {

struct CaseRow {
    std::string file;
    std::string original;
    std::string kind; // empty: the document as it was
    std::string path;

    std::string name() const { return original + '\t' + kind + '\t' + path; }
};

struct VerdictRow {
    bool has_error = false;
    std::string errors; // the first ones
};

struct Reason {
    std::string right;     // "ours" or "open"; never "theirs": that is a mistake to mend
    std::string paragraph; // of the standard
    std::string text;
};

struct Comparison {
    std::size_t compared = 0; // changes of documents about which both agree
    std::size_t agreed = 0;
    std::map<std::string, std::size_t> by_reason;
    // what must not be: differences that are not listed, rows of the list that are wrong
    std::vector<std::string> faults;
};

// Files of lines; columns are separated by tabs.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file);

// The documents that known_differences.tsv names as they are, without a change.
std::set<std::string> disputed_documents(const std::filesystem::path& lists);

// `folder` holds cases.tsv, ours.tsv and theirs.tsv; `lists` known_differences.tsv and reasons.tsv.
Comparison compare(const std::filesystem::path& folder, const std::filesystem::path& lists);

} // namespace renkei::mutation
