"""An invented region and the files it would send: small samples of every layout and the demo-region generator.

Writes files only and imports nothing else of the project, so the demo travels the same road as real exports.
"""
