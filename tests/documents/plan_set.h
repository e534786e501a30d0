// The files of one care plan, as one office sends them to another.
#pragma once

#include "tests/documents/kit.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::documents {

struct PlanFile {
    std::string name;
    std::string bytes;
};

// 第1・2・3表 and 利用者補足情報 of one ファイル連番 (YYYYMMDDhhmmss).
inline std::vector<PlanFile> plan_set(const std::string& stamp) {
    const std::string ends = "_9970100013_43_9970101011_11_" + stamp + ".CSV";
    std::vector<PlanFile> out;
    for (const auto& [form, mark] : {std::pair("careplan1", "UP1KYO"), std::pair("careplan2", "UP2KYO"),
                                     std::pair("careplan3", "UP3KYO")}) {
        const std::string path =
            std::string(form) + "/" + mark + "_9970100013_43_9970101011_11_20260301091500.CSV";
        out.push_back({mark + ends, file(path)});
    }
    out.push_back(
        {"UPHOSOKU_000000" + ends,
         file("careplan_supplement/UPHOSOKU_000000_9970100013_43_9970100047_15_20260301091502.CSV")});
    return out;
}

inline PlanFile plan_deletion(const std::string& stamp) {
    return {"DLT1KYO_9970100013_43_9970101011_11_" + stamp + ".CSV", "202407,990010,0000001016,20260115\r\n"};
}

inline SubmissionBatch batch_of(const std::vector<PlanFile>& files) {
    SubmissionBatch out;
    for (const PlanFile& each : files) {
        out.submissions.push_back({.bytes = each.bytes, .file_name = each.name});
    }
    return out;
}

} // namespace renkei::documents
