"""How the shipped Thai official-letter model was made, from invented text to traineddata.

Nothing here is needed to read a scan. `python -m ocr.training --help` remakes the model.
"""
